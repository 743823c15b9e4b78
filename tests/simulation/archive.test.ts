import { ArchiverError } from '../../core/errors.ts';
import { ArchiveWorld } from './ArchiveWorld.ts';
import { violations } from './promises.ts';
import { seededFractions } from './SimulatedClock.ts';

/** More of them: SIMULATION_SEEDS=1000 npx jest tests/simulation */
const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 40);
/** How many calls of ports fail, before or after they were carried out. */
const FAULTS = 0.08;
const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);

/** Records `count` seconds of footage, a fragment a second. */
async function record(world: ArchiveWorld, streamArn: string, count: number, clockErrorMs = 0): Promise<void> {
  for (let i = 0; i < count; i++) {
    world.footage.record(streamArn, world.system.clock.now() + clockErrorMs);
    await world.system.clock.sleep(1000);
  }
}

/** What has become of each fragment, at rest. */
const places = (world: ArchiveWorld, arn: string) =>
  [...world.places(arn).values()].map((found) => found.map(({ kind }) => kind).join(' and '));

describe('the archive machine in simulation', () => {
  it('archives what was recorded, once, and once again changes nothing', async () => {
    const world = new ArchiveWorld({ seed: 1 });
    const arn = await world.enrol('door');
    await record(world, arn, 30);
    await world.system.clock.sleep(6000);

    const first = await world.run({ trigger: 'schedule' });
    const objects = world.objects.objects.size;
    const second = await world.run({});

    expect([first.status, second.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(violations(world, arn)).toEqual([]);
    expect(places(world, arn)).toEqual(Array(30).fill('clip'));
    const clips = [...world.objects.objects.keys()].filter((key) => key.endsWith('.mp4'));
    expect(clips).toHaveLength(1);
    expect(world.objects.objects.size).toBeGreaterThanOrEqual(objects);
  });

  it.each(seeds)('two manual runs at once over overlapping ranges beside the schedule, seed %i', async (seed) => {
    const world = new ArchiveWorld({ seed });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, arn, 25);
    const range = (fromS: number, toS: number) => ({
      stream: 'door',
      from: start + fromS * 1000,
      to: start + toS * 1000,
    });

    const results = await Promise.all([
      world.run(range(0, 15)),
      world.run(range(8, 25)),
      world.run({ trigger: 'schedule' }),
      world.run({ trigger: 'schedule' }),
    ]);
    await world.run({});

    expect(results.map(({ status }) => status)).toEqual(Array(4).fill('SUCCEEDED'));
    expect(violations(world, arn)).toEqual([]);
    expect(places(world, arn)).toEqual(Array(25).fill('clip'));
  });

  it.each(seeds)(
    'whatever fails before or after any call, nothing is lost and nothing is doubled, seed %i',
    async (seed) => {
      const fraction = seededFractions(seed * 7919);
      let faulty = true;
      const kinds = ['Throttled', 'Internal', 'Truncated'] as const;
      const fault = () => {
        const kind = kinds[Math.floor(fraction() * kinds.length)] ?? 'Internal';
        return faulty && fraction() < FAULTS ? new ArchiverError(kind, 'a fault') : undefined;
      };
      const world = new ArchiveWorld({ seed });
      const arn = await world.enrol('door', { fragments: seed % 2 === 0 ? 'all' : 'none' });
      const start = world.system.clock.now();
      world.fault = fault;
      for (let round = 0; round < 4; round++) {
        await record(world, arn, 12);
        if (round === 2) for (let i = 0; i < 6; i++) world.footage.record(arn, start + i * 1000 + 1);
        await Promise.all([
          world.run({ trigger: 'schedule' }),
          world.run({ stream: 'door', from: start, to: start + 30_000 }),
        ]);
        expect(violations(world, arn)).toEqual([]);
      }
      faulty = false;
      // Leases of runs that died run out.
      await world.system.clock.sleep(1_000_000);
      const last = await world.run({ stream: 'door', from: start - 60_000, to: start + 3_600_000 });

      expect(last.status).toBe('SUCCEEDED');
      expect(violations(world, arn)).toEqual([]);
      expect(places(world, arn)).toEqual(Array(54).fill('clip'));
    },
  );

  it('archives a fragment that becomes listable only after its window was committed', async () => {
    const world = new ArchiveWorld({ seed: 3 });
    const arn = await world.enrol('door');
    await record(world, arn, 10);
    const late = world.footage.record(arn, world.system.clock.now(), { lagMs: 120_000 });
    await record(world, arn, 10);
    await world.system.clock.sleep(10_000);
    await world.run({ trigger: 'schedule' });
    expect(world.streams.items.get(arn)?.watermarkMs).toBeGreaterThan(late.serverMs);
    expect(world.places(arn).has(late.number)).toBe(false);

    await world.system.clock.sleep(180_000);
    await world.run({ trigger: 'schedule' });

    expect(world.places(arn).get(late.number)).toMatchObject([{ kind: 'clip' }]);
    expect(violations(world, arn)).toEqual([]);
  });

  it('archives a late upload and a second upload of the same time, each fragment once', async () => {
    const world = new ArchiveWorld({ seed: 4 });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, arn, 10);
    await world.system.clock.sleep(10_000);
    await world.run({ trigger: 'schedule' });
    for (let i = 0; i < 10; i++) world.footage.record(arn, start + i * 1000 + 3);
    for (let i = 0; i < 10; i++) world.footage.record(arn, start - 600_000 + i * 1000);
    await world.system.clock.sleep(60_000);

    await world.run({ trigger: 'schedule' });

    expect(violations(world, arn)).toEqual([]);
    expect(places(world, arn)).toEqual(Array(30).fill('clip'));
  });

  it('keeps a stream that was deleted and made again apart from the old one', async () => {
    const world = new ArchiveWorld({ seed: 5 });
    const old = await world.enrol('door');
    await record(world, old, 10);
    await world.system.clock.sleep(10_000);
    await world.run({ trigger: 'schedule' });
    const again = world.footage.create('door');
    await record(world, again, 12);
    await world.system.clock.sleep(10_000);

    await world.run({});

    expect(places(world, old)).toEqual(Array(10).fill('clip'));
    expect(places(world, again)).toEqual(Array(12).fill('clip'));
    expect(violations(world, again)).toEqual([]);
  });

  it('archives the footage of a camera whose clock is an hour fast', async () => {
    const world = new ArchiveWorld({ seed: 6 });
    const arn = await world.enrol('door');
    await record(world, arn, 10, 3_600_000);
    const now = world.system.clock.now();

    const result = await world.run({ stream: 'door', from: now + 1_800_000, to: now + 5_400_000 });

    expect(result.status).toBe('SUCCEEDED');
    expect(places(world, arn)).toEqual(Array(10).fill('clip'));
  });

  it('turns a plan that fails five times into a failed gap and a red run, and a run by hand fills it', async () => {
    let broken = true;
    const world = new ArchiveWorld({ seed: 7 });
    world.fault = (call) =>
      broken && (call === 'source.clip' || call === 'source.fragments') ? new Error('down') : undefined;
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, arn, 10);
    await world.system.clock.sleep(10_000);

    const red = await world.run({ trigger: 'schedule' });
    expect(red).toMatchObject({ status: 'FAILED', error: 'FragmentsLost' });
    expect(places(world, arn)).toEqual(Array(10).fill('failed'));
    broken = false;
    const green = await world.run({ stream: 'door', from: start, to: start + 60_000 });

    expect(green.status).toBe('SUCCEEDED');
    expect(places(world, arn)).toEqual(Array(10).fill('clip'));
    expect(violations(world, arn)).toEqual([]);
  });

  it('goes on in new executions where a scheduled pass is hours behind, until the stream is caught up', async () => {
    const world = new ArchiveWorld({ seed: 11 });
    const arn = await world.enrol('door');
    for (let hour = 0; hour < 5; hour++) {
      await record(world, arn, 10);
      await world.system.clock.sleep(3_600_000);
    }

    const result = await world.run({ trigger: 'schedule' });

    expect(result.status).toBe('SUCCEEDED');
    expect(places(world, arn)).toEqual(Array(50).fill('clip'));
    expect(violations(world, arn)).toEqual([]);
    expect(world.passes.map(({ kind }) => kind)).toEqual(['live', ...Array(world.passes.length - 1).fill('catch-up')]);
    expect(world.passes.at(-1)?.lagMs).toBeLessThan(60_000);
  });

  it('takes a stream over from a run that was stopped in its midst, at once', async () => {
    const world = new ArchiveWorld({ seed: 10 });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await record(world, arn, 10);
    const stopped = new AbortController();
    world.fault = (call) => {
      if (call === 'source.clip') stopped.abort();
      return undefined;
    };
    const first = await world.run({ stream: 'door' }, stopped.signal);
    const lease = world.streams.items.get(arn)?.leases.live;
    world.fault = () => undefined;
    const before = world.system.clock.now();

    const second = await world.run({ stream: 'door', from: start, to: start + 60_000 });
    const third = await world.run({});

    expect(first.status).toBe('ABORTED');
    expect(lease?.untilMs).toBeGreaterThan(before + 60_000);
    expect([second.status, third.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(world.system.clock.now() - before).toBeLessThan(30_000);
    expect(places(world, arn)).toEqual(Array(10).fill('clip'));
  });

  it('writes down what left retention before it was listed', async () => {
    const world = new ArchiveWorld({ seed: 8 });
    const arn = await world.enrol('door', {}, 1);
    await record(world, arn, 5);
    await world.system.clock.sleep(2 * 3_600_000);

    await world.run({ trigger: 'schedule' });

    const [unseen] = [...world.ledger.rows.values()].filter(({ kind }) => kind === 'unseen');
    expect(unseen).toMatchObject({ kind: 'unseen', reason: 'expired', streamArn: arn });
  });

  it('splits long backlogs into clips of 200 fragments', async () => {
    const world = new ArchiveWorld({ seed: 9 });
    const arn = await world.enrol('door');
    await record(world, arn, 401);
    await world.system.clock.sleep(10_000);

    await world.run({});

    const counts = [...world.ledger.rows.values()].map((row) => (row.kind === 'clip' ? row.numbers.length : 0));
    expect(counts.sort()).toEqual([1, 200, 200]);
    expect(violations(world, arn)).toEqual([]);
  });
});
