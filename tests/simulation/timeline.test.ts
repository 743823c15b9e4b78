import { timeline } from '../../functions/api/steps/timeline.ts';
import { ArchiveWorld } from './ArchiveWorld.ts';
import { MemoryLedgerSpans, MemoryStreamNames } from './memory/MemoryLedgerSpans.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Records `count` seconds of footage, a fragment a second. */
async function record(world: ArchiveWorld, streamArn: string, count: number, clockErrorMs = 0): Promise<void> {
  for (let i = 0; i < count; i++) {
    world.footage.record(streamArn, world.system.clock.now() + clockErrorMs);
    await world.system.clock.sleep(1000);
  }
}

async function settleAndRun(world: ArchiveWorld, input: unknown = { trigger: 'schedule' }): Promise<void> {
  await world.system.clock.sleep(10_000);
  await world.run(input);
}

/** What the timeline says of the stream `door`, in seconds from `start`. */
async function told(world: ArchiveWorld, start: number, fromS: number, toS: number) {
  const fromMs = start + fromS * 1000;
  const toMs = start + toS * 1000;
  const answer = await timeline(
    'door',
    { fromMs, toMs, resolutionMs: 0 },
    {
      names: new MemoryStreamNames(world.streams),
      streams: world.streams,
      spans: new MemoryLedgerSpans(world.ledger),
      clock: world.system.clock,
    },
  );
  const seconds = (ms: number) => Math.round((ms - start) / 1000);
  // A clip ends with the beginning of its last frame: less than a fragment is that frame, and rounding.
  const isMoreThanAFrame = (span: { startMs: number; endMs: number }) => span.endMs - span.startMs >= 500;
  return {
    clips: answer.clips.map(({ startMs, endMs }) => `${seconds(startMs)}-${seconds(endMs)}`),
    gaps: answer.gaps
      .filter(isMoreThanAFrame)
      .map(
        ({ startMs, endMs, reason, estimated }) =>
          `${seconds(startMs)}-${seconds(endMs)} ${reason}${estimated === true ? ' by estimate' : ''}`,
      ),
    unclaimed: answer.unclaimed
      .filter(isMoreThanAFrame)
      .map(({ startMs, endMs }) => `${seconds(startMs)}-${seconds(endMs)}`),
    archivedS: Math.round((answer.coverage * (toMs - fromMs)) / 1000),
  };
}

describe('the timeline of what the archive machine did', () => {
  it('a camera that was away for a while: not-recorded between, nothing claimed above the watermark', async () => {
    const world = new ArchiveWorld({ seed: 1 });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, arn, 30);
    await world.system.clock.sleep(30_000);
    await record(world, arn, 30);
    await settleAndRun(world);

    expect(await told(world, start, 0, 120)).toEqual({
      clips: ['0-30', '60-90'],
      gaps: ['30-60 not-recorded', '90-95 not-recorded'],
      unclaimed: ['95-120'],
      archivedS: 60,
    });
  });

  it('late arrivals: footage of before, sent afterwards, stands where it was recorded', async () => {
    const world = new ArchiveWorld({ seed: 2 });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, arn, 20);
    await settleAndRun(world);
    for (let i = 0; i < 10; i++) world.footage.record(arn, start - 60_000 + i * 1000);
    await settleAndRun(world);

    const { clips, gaps } = await told(world, start, -60, 20);

    expect({ clips, gaps }).toEqual({ clips: ['-60--50', '0-20'], gaps: ['-50-0 not-recorded'] });
  });

  it('listable only long after: the gap closes once the listing shows it', async () => {
    const world = new ArchiveWorld({ seed: 3 });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, arn, 10);
    for (let i = 0; i < 5; i++) {
      world.footage.record(arn, world.system.clock.now(), { lagMs: 120_000 });
      await world.system.clock.sleep(1000);
    }
    await record(world, arn, 10);
    await settleAndRun(world);
    const before = await told(world, start, 0, 25);
    await world.system.clock.sleep(180_000);
    await world.run({ trigger: 'schedule' });
    const after = await told(world, start, 0, 25);

    expect(before.gaps).toEqual(['10-15 not-recorded']);
    expect(after).toMatchObject({ clips: ['0-10', '10-15', '15-25'], gaps: [], archivedS: 25 });
  });

  it('re-uploads of the same time: two clips over one another, covered once', async () => {
    const world = new ArchiveWorld({ seed: 4 });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, arn, 20);
    await settleAndRun(world);
    for (let i = 0; i < 20; i++) world.footage.record(arn, start + i * 1000 + 3);
    await settleAndRun(world);

    expect(await told(world, start, 0, 20)).toEqual({
      clips: ['0-20', '0-20'],
      gaps: [],
      unclaimed: [],
      archivedS: 20,
    });
  });

  it('two sessions that overlap in part: one stretch', async () => {
    const world = new ArchiveWorld({ seed: 5 });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    for (let i = 0; i < 30; i++) {
      if (i < 20) world.footage.record(arn, start + i * 1000);
      if (i >= 10) world.footage.record(arn, start + i * 1000 + 300);
      await world.system.clock.sleep(1000);
    }
    await settleAndRun(world);

    expect(await told(world, start, 0, 30)).toMatchObject({ gaps: [], archivedS: 30 });
  });

  it('a clock that jumped forward: a hole that is not recorded, and footage in what is the future to us', async () => {
    const world = new ArchiveWorld({ seed: 6 });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, arn, 10);
    await record(world, arn, 10, 10 * MINUTE);
    await settleAndRun(world);

    const { clips, gaps } = await told(world, start, 0, 620);

    expect({ clips, gaps }).toEqual({ clips: ['0-10', '610-620'], gaps: ['10-610 not-recorded'] });
  });

  it('a clock that jumped back: the same time twice, both kept, and the rest not recorded', async () => {
    const world = new ArchiveWorld({ seed: 7 });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, arn, 20);
    await record(world, arn, 10, -15_000);
    await settleAndRun(world);

    expect(await told(world, start, 0, 30)).toMatchObject({
      clips: ['0-20', '5-15'],
      gaps: ['20-30 not-recorded'],
      archivedS: 20,
    });
  });

  it('a clock ten minutes slow: the last ten minutes are not claimed, for they are on their way', async () => {
    const world = new ArchiveWorld({ seed: 8 });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, arn, 20, -10 * MINUTE);
    await settleAndRun(world);

    expect(await told(world, start, -600, 0)).toEqual({
      clips: ['-600--580'],
      gaps: ['-580--575 not-recorded'],
      unclaimed: ['-575-0'],
      archivedS: 20,
    });
  });

  it('deleted and made again: one timeline for both, also when the enrolment is gone', async () => {
    const world = new ArchiveWorld({ seed: 9 });
    const old = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, old, 20);
    await settleAndRun(world);
    await world.system.clock.sleep(30_000);
    const again = world.footage.create('door');
    await record(world, again, 20);
    await settleAndRun(world, {});
    await world.enrolments.delete('door');

    expect(await told(world, start, 0, 81)).toEqual({
      clips: ['0-20', '61-81'],
      // What the old one got between its last listing and its end is not known.
      gaps: ['20-25 not-recorded', '25-61 expired by estimate'],
      unclaimed: [],
      archivedS: 40,
    });
  });

  it('a camera that sends on events only: silence is not recorded, and no finding', async () => {
    const world = new ArchiveWorld({ seed: 10 });
    const arn = await world.enrol('door', { expects: 'events' });
    const start = world.system.clock.now();
    await record(world, arn, 10);
    await world.system.clock.sleep(20 * MINUTE);
    await record(world, arn, 10);
    await settleAndRun(world, {});

    expect((await told(world, start, 0, 1220)).gaps).toEqual(['10-1210 not-recorded']);
    expect((await world.ledger.gaps(arn)).items).toEqual([]);
  });

  it('what left retention unseen: expired, by estimate, and never not-recorded', async () => {
    const world = new ArchiveWorld({ seed: 11 });
    const arn = await world.enrol('door', {}, 1);
    const start = world.system.clock.now();
    await record(world, arn, 10);
    await world.system.clock.sleep(3 * HOUR - 10_000);
    await record(world, arn, 10);
    await settleAndRun(world, {});

    // Two hours and 25 seconds had left when the run looked.
    expect(await told(world, start, 0, 3 * 3600 + 10)).toMatchObject({
      clips: ['10800-10810'],
      gaps: ['0-7225 expired by estimate', '7225-10800 not-recorded'],
    });
  });

  it('open plans are pending; what could not be stored is a gap with its reason, then archived', async () => {
    const world = new ArchiveWorld({ seed: 12 });
    const arn = await world.enrol('door', { tries: 1 });
    const start = world.system.clock.now();
    await record(world, arn, 20);
    let pending: string[] = [];
    world.fault = (call) => {
      if (call !== 'source.clip' && call !== 'source.fragments') return undefined;
      void told(world, start, 0, 20).then(({ gaps }) => {
        pending = gaps;
      });
      return new Error('down');
    };
    await settleAndRun(world);
    const failed = await told(world, start, 0, 20);
    world.fault = () => undefined;
    await world.run({ stream: 'door', from: start, to: start + 20_000 });
    const filled = await told(world, start, 0, 20);

    expect(pending).toEqual(['0-20 pending']);
    expect([failed.gaps, filled.gaps]).toEqual([['0-20 failed'], []]);
    expect([failed.archivedS, filled.archivedS]).toEqual([0, 20]);
  });

  it('since now: what KVS had before is not claimed', async () => {
    const world = new ArchiveWorld({ seed: 13 });
    const start = world.system.clock.now();
    world.footage.create('door');
    await world.system.clock.sleep(60_000);
    // The stream that is there already keeps its ARN: enrolling looks it up.
    const description = await world.footage.describe('door');
    const { initialState } = await import('../../core/streams/initialState.ts');
    await world.streams.create(initialState(description, 'now', world.system.clock.now()));

    expect(await told(world, start, -30, 60)).toMatchObject({ gaps: ['-30-0 not-recorded'], unclaimed: ['0-60'] });
  });

  it('retention has taken a clip; its owner has erased another', async () => {
    const world = new ArchiveWorld({ seed: 14 });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, arn, 10);
    await world.system.clock.sleep(10_000);
    await record(world, arn, 10);
    await settleAndRun(world);
    const nowMs = world.system.clock.now();
    for (const [key, row] of world.ledger.rows) {
      if (row.kind !== 'clip') continue;
      const { kind: _kind, clip: _clip, source: _source, ...rest } = row;
      const isFirst = row.startProducerMs === start;
      const erased = { ...rest, kind: 'erased', erasedMs: nowMs, erasedBy: 'owner', erasureId: 'e1' } as const;
      world.ledger.rows.set(key, isFirst ? { ...row, retireAtMs: nowMs } : erased);
    }

    expect(await told(world, start, 0, 30)).toMatchObject({
      clips: [],
      gaps: ['0-10 retired', '10-20 not-recorded', '20-30 erased'],
      archivedS: 0,
    });
  });

  it('a name that nobody ever saw is NotFound', async () => {
    await expect(told(new ArchiveWorld({ seed: 15 }), 0, 0, 10)).rejects.toMatchObject({ name: 'NotFound' });
  });
});
