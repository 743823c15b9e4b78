import { ArchiverError } from '../../core/errors.ts';
import type { GapRow } from '../../core/ledger/ledgerRow.ts';
import { ArchiveWorld } from './ArchiveWorld.ts';
import { violations } from './promises.ts';
import { seededFractions } from './SimulatedClock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const seeds = Array.from({ length: Number(process.env.SIMULATION_SEEDS ?? 15) }, (_, index) => index + 1);
const BACKFILL = { trigger: 'backfill' };

/** Records `count` fragments; with `apartMs` more than a second, each is a plan of its own. */
async function record(world: ArchiveWorld, streamArn: string, count: number, apartMs = 1000): Promise<void> {
  for (let i = 0; i < count; i++) {
    world.footage.record(streamArn, world.system.clock.now());
    await world.system.clock.sleep(apartMs);
  }
}

const down = (call: string) => (call === 'source.clip' || call === 'source.fragments' ? new Error('down') : undefined);

/** An outage in which everything that was recorded becomes a `failed` gap. */
async function outage(world: ArchiveWorld, streamArn: string, count: number, apartMs?: number): Promise<void> {
  await record(world, streamArn, count, apartMs);
  await world.system.clock.sleep(10_000);
  world.fault = down;
  expect((await world.run({ trigger: 'schedule' })).status).toBe('FAILED');
  world.fault = () => undefined;
}

const places = (world: ArchiveWorld, arn: string) =>
  [...world.places(arn).values()].map((found) => found.map(({ kind }) => kind).join(' and '));
const gapsOf = (world: ArchiveWorld, arn: string) =>
  [...world.ledger.rows.values()].filter((row): row is GapRow => row.kind === 'gap' && row.streamArn === arn);
/** The streams that a run went through, in the order of its list. */
const listOf = (world: ArchiveWorld, run: number) =>
  Buffer.from(world.objects.objects.get(`work/runs/run-${run}/streams/items.jsonl`) ?? [])
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { streamName: string }).streamName);

describe('backfill on a schedule', () => {
  it('tries a gap again when its time has come, and not before', async () => {
    const world = new ArchiveWorld({ seed: 1 });
    const arn = await world.enrol('door');
    await outage(world, arn, 10);

    const early = await world.run(BACKFILL);
    const untouched = places(world, arn);
    await world.system.clock.sleep(5 * MINUTE_MS);
    const late = await world.run(BACKFILL);
    const nothingLeft = await world.run(BACKFILL);

    expect([early, late, nothingLeft].map(({ status }) => status)).toEqual(Array(3).fill('SUCCEEDED'));
    expect(untouched).toEqual(Array(10).fill('failed'));
    expect(places(world, arn)).toEqual(Array(10).fill('clip'));
    expect(world.passes.map(({ kind }) => kind)).toEqual(['live', 'backfill']);
    expect(violations(world, arn)).toEqual([]);
  });

  it('backs off, tries once more shortly before the footage expires, and then tells its story and rests', async () => {
    const world = new ArchiveWorld({ seed: 2 });
    const arn = await world.enrol('door');
    const recordedMs = world.system.clock.now();
    await outage(world, arn, 10);
    world.fault = down;
    const triedAtHours: number[] = [];

    for (let tick = 0; tick < 110; tick++) {
      await world.system.clock.sleep(15 * MINUTE_MS);
      const before = world.passes.length;
      await world.run(BACKFILL);
      if (world.passes.length > before && world.passes.at(-1)?.gaps === 1) {
        triedAtHours.push(Math.round(((world.system.clock.now() - recordedMs) / HOUR_MS) * 10) / 10);
      }
    }

    // After a quarter, then half an hour, one and a half, seven and a half; a tick is a quarter.
    const early = triedAtHours.slice(0, 4).map((hours, index) => hours - ([0.25, 0.5, 1.5, 7.5][index] ?? 0));
    for (const late of early) expect(late).toBeCloseTo(0.1, 0);
    expect(triedAtHours.at(-1)).toBeGreaterThan(23.2);
    expect(triedAtHours.length).toBeLessThan(10);
    expect(places(world, arn)).toEqual(Array(10).fill('expired'));
    expect(gapsOf(world, arn)).toMatchObject([
      { reason: 'expired', error: expect.stringContaining('down'), rounds: triedAtHours.length + 1 },
    ]);
    expect(world.passes.at(-1)?.endedMs).toBeLessThan(recordedMs + 25 * HOUR_MS);
  });

  it('goes through the streams whose footage expires first, first', async () => {
    const world = new ArchiveWorld({ seed: 3 });
    const hours = { a: 48, b: 3, c: 24, d: 12, e: 240 };
    for (const [name, retention] of Object.entries(hours)) {
      world.footage.record(await world.enrol(name, {}, retention), world.system.clock.now());
    }
    await world.system.clock.sleep(20_000);
    world.fault = down;
    await world.run({ trigger: 'schedule' });
    world.fault = () => undefined;
    await world.system.clock.sleep(6 * MINUTE_MS);

    const result = await world.run(BACKFILL);

    expect(result.status).toBe('SUCCEEDED');
    expect(listOf(world, 2)).toEqual(['b', 'd', 'c', 'a', 'e']);
  });

  it('takes on a bounded number of plans, the soonest to expire, and the rest the next time', async () => {
    const world = new ArchiveWorld({ seed: 4 });
    const arn = await world.enrol('door');
    await outage(world, arn, 60, 10_000);
    // Until no plan is open any more, and every gap is due.
    for (let i = 0; i < 3; i++) await world.run({ trigger: 'catch-up', stream: 'door' });
    await world.system.clock.sleep(20 * MINUTE_MS);
    const order: number[] = [];
    const opened = world.streams.changePlans.bind(world.streams);
    world.streams.changePlans = async (streamArn, change, version) => {
      await opened(streamArn, change, version);
      const starts = (change.open ?? []).map(({ startProducerMs }) => startProducerMs);
      expect(starts.length).toBeLessThanOrEqual(48);
      order.push(...starts);
    };

    const result = await world.run(BACKFILL);

    expect(result.status).toBe('SUCCEEDED');
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(places(world, arn)).toEqual(Array(60).fill('clip'));
  });

  it('leaves gaps of a stream that was withdrawn or paused alone, until they have expired', async () => {
    const world = new ArchiveWorld({ seed: 5 });
    const away = await world.enrol('away');
    const paused = await world.enrol('paused');
    await outage(world, away, 5);
    await outage(world, paused, 5);
    await world.enrolments.delete('away');
    const enrolment = await world.enrolments.get('paused');
    if (enrolment === undefined) throw new Error('paused is enrolled');
    await world.enrolments.put({ ...enrolment, settings: { ...enrolment.settings, enabled: false } });
    await world.system.clock.sleep(10 * MINUTE_MS);

    await world.run(BACKFILL);
    const resting = [...places(world, away), ...places(world, paused)];
    const passes = world.passes.length;
    await world.run(BACKFILL);
    expect(world.passes).toHaveLength(passes);
    await world.system.clock.sleep(25 * HOUR_MS);
    await world.run(BACKFILL);

    expect(resting).toEqual(Array(10).fill('failed'));
    expect([...places(world, away), ...places(world, paused)]).toEqual(Array(10).fill('expired'));
  });

  it('writes down the gaps of a stream that was deleted, or made again, as expired', async () => {
    const world = new ArchiveWorld({ seed: 6 });
    const old = await world.enrol('door');
    await outage(world, old, 5);
    const again = world.footage.create('door');
    await record(world, again, 5);
    await world.system.clock.sleep(10 * MINUTE_MS);

    // The first hears that the stream is not there, the second asks who bears its name.
    const ends = [await world.run(BACKFILL), await world.run(BACKFILL)];
    await world.run({ trigger: 'schedule' });

    expect(ends.map(({ status }) => status)).toEqual(['SUCCEEDED', 'FAILED']);
    expect(places(world, old)).toEqual(Array(5).fill('expired'));
    expect(places(world, again)).toEqual(Array(5).fill('clip'));
  });

  it('does not give up what a listing leaves out once, while retention still holds it', async () => {
    const world = new ArchiveWorld({ seed: 7 });
    const arn = await world.enrol('door');
    await outage(world, arn, 5);
    const list = world.footage.list.bind(world.footage);
    world.footage.list = async function* (stream, range) {
      for await (const page of list(stream, range)) yield page.slice(1);
    };
    await world.system.clock.sleep(6 * MINUTE_MS);

    await world.run(BACKFILL);
    const hidden = gapsOf(world, arn);
    world.footage.list = list;
    await world.system.clock.sleep(20 * MINUTE_MS);
    await world.run(BACKFILL);

    expect(hidden).toMatchObject([{ reason: 'failed', error: expect.stringContaining('does not list'), rounds: 2 }]);
    expect(places(world, arn)).toEqual(Array(5).fill('clip'));
  });

  it('archives what is left where some of a gap has expired, and keeps the rest of it as expired', async () => {
    const world = new ArchiveWorld({ seed: 8 });
    const arn = await world.enrol('door', {}, 1);
    await outage(world, arn, 10);
    const [first] = world.footage.recorded(arn);
    // Between the fifth and the sixth.
    await world.system.clock.sleep((first?.serverMs ?? 0) + HOUR_MS + 4500 - world.system.clock.now());

    const result = await world.run(BACKFILL);

    expect(result).toMatchObject({ status: 'FAILED', error: 'FragmentsLost' });
    const found = places(world, arn);
    const expired = found.filter((place) => place === 'expired').length;
    // The run itself takes a moment: one more may have gone by then.
    expect([5, 6]).toContain(expired);
    expect(found.filter((place) => place === 'clip')).toHaveLength(10 - expired);
    expect(violations(world, arn)).toEqual([]);
  });
});

describe('backfill by hand', () => {
  it.each([
    ['of one stream', { trigger: 'backfill', stream: 'door' }],
    ['of all streams', { trigger: 'backfill', all: true }],
    ['a range', (start: number) => ({ trigger: 'backfill', stream: 'door', from: start, to: start + HOUR_MS })],
    ['a run over the stream', { stream: 'door' }],
  ])('%s fills every gap at once, also far below the watermark', async (_name, input) => {
    const world = new ArchiveWorld({ seed: 9 });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await outage(world, arn, 70, 5000);
    await world.run({ trigger: 'catch-up', stream: 'door' });
    world.fault = down;
    await world.system.clock.sleep(3 * HOUR_MS);
    await world.run({ trigger: 'schedule' });
    world.fault = () => undefined;
    expect(new Set(places(world, arn))).toContain('failed');

    const result = await world.run(typeof input === 'function' ? input(start) : input);

    expect(result.status).toBe('SUCCEEDED');
    expect(places(world, arn)).toEqual(Array(70).fill('clip'));
    expect(violations(world, arn)).toEqual([]);
  });

  it('is red while a gap is left, and ends', async () => {
    const world = new ArchiveWorld({ seed: 10 });
    const arn = await world.enrol('door');
    await outage(world, arn, 5);
    world.fault = down;

    const ends = [await world.run({ trigger: 'backfill', stream: 'door' }), await world.run({ stream: 'door' })];

    expect(ends).toMatchObject(Array(2).fill({ status: 'FAILED', error: 'FragmentsLost' }));
    expect(gapsOf(world, arn)).toMatchObject([{ reason: 'failed', rounds: 3 }]);
  });

  it.each(seeds)('two backfills and a range at once beside the schedule, one of them killed, seed %i', async (seed) => {
    const fraction = seededFractions(seed * 104_729);
    const world = new ArchiveWorld({ seed });
    const arn = await world.enrol('door');
    const start = world.system.clock.now();
    await outage(world, arn, 12, seed % 2 === 0 ? 1000 : 5000);
    await world.system.clock.sleep(6 * MINUTE_MS);
    await record(world, arn, 5);
    const killed = new AbortController();
    let calls = Math.floor(fraction() * 60);
    world.fault = () => {
      if (calls-- === 0) killed.abort();
      return fraction() < 0.03 ? new ArchiverError('Internal', 'a fault') : undefined;
    };

    await Promise.all([
      world.run(BACKFILL, killed.signal),
      world.run({ trigger: 'backfill', stream: 'door' }),
      world.run({ stream: 'door', from: start, to: start + 30_000 }),
      world.run({ trigger: 'schedule' }),
    ]);
    expect(violations(world, arn)).toEqual([]);
    world.fault = () => undefined;
    const last = await world.run({ stream: 'door' });

    expect(last.status).toBe('SUCCEEDED');
    expect(violations(world, arn)).toEqual([]);
    expect(places(world, arn)).toEqual(Array(17).fill('clip'));
  });
});

describe('a bundle that cannot be made', () => {
  it.each([
    ['the schedule', { trigger: 'schedule' }],
    ['a backfill of the stream', { trigger: 'backfill', stream: 'door' }],
  ])('is tried later and later, is told of once, and is made by %s when it can be', async (_name, mended) => {
    const world = new ArchiveWorld({ seed: 13 });
    const arn = await world.enrol('door', { fragments: 'all' });
    await record(world, arn, 10);
    await world.system.clock.sleep(10_000);
    world.fault = (call) => (call === 'source.fragments' ? new Error('down') : undefined);
    const ends: string[] = [];
    const triedAt: number[] = [];
    for (let tick = 0; tick < 30; tick++) {
      const { status } = await world.run({ trigger: 'schedule' });
      if ((world.passes.at(-1)?.failedBundles ?? 0) > 0) {
        triedAt.push(tick);
        ends.push(status);
      }
      await world.system.clock.sleep(5 * MINUTE_MS);
    }
    const open = world.streams.items.get(arn)?.openBundles;
    world.fault = () => undefined;
    if (mended.trigger === 'schedule') await world.system.clock.sleep(6 * HOUR_MS);
    const result = await world.run(mended);

    expect(places(world, arn)).toEqual(Array(10).fill('clip'));
    expect(triedAt).toEqual([0, 1, 4, 16]);
    expect(ends).toEqual(['SUCCEEDED', 'SUCCEEDED', 'FAILED', 'SUCCEEDED']);
    expect(open).toMatchObject([{ tries: 4 }]);
    expect(result.status).toBe('SUCCEEDED');
    expect(world.streams.items.get(arn)?.openBundles).toEqual([]);
    expect([...world.ledger.rows.values()].map((row) => row.kind === 'clip' && row.bundle !== undefined)).toEqual([
      true,
    ]);
  });
});

describe('a long backfill', () => {
  it('leaves live passes their turn, their place among the open plans and their lag', async () => {
    const world = new ArchiveWorld({ seed: 11 });
    const { clock } = world.system;
    const clip = world.footage.clip.bind(world.footage);
    world.footage.clip = async (...args) => {
      await clock.resting(() => clock.sleep(3000));
      return clip(...args);
    };
    const arn = await world.enrol('door', { since: 'now' });
    const start = world.system.clock.now();
    // Broken often, so that it is many plans.
    await record(world, arn, 150, 4000);
    const end = world.system.clock.now();
    await world.system.clock.sleep(HOUR_MS);
    const item = world.streams.items.get(arn);
    if (item === undefined) throw new Error('the stream has an item');
    world.streams.items.set(arn, { ...item, watermarkMs: world.system.clock.now() as typeof item.watermarkMs });
    let over = false;
    const long = world.run({ trigger: 'backfill', stream: 'door', from: start, to: end });
    void long.then(() => {
      over = true;
    });
    const live = [];
    while (!over) {
      await record(world, arn, 3);
      live.push(await world.run({ trigger: 'schedule' }));
    }

    expect((await long).status).toBe('SUCCEEDED');
    expect(live.length).toBeGreaterThan(3);
    expect(new Set(live.map(({ status }) => status))).toEqual(new Set(['SUCCEEDED']));
    const lags = world.passes.filter(({ kind }) => kind === 'live').map(({ lagMs }) => lagMs);
    expect(lags.length).toBeGreaterThan(0);
    expect(Math.max(...lags)).toBeLessThan(30_000);
    await world.run({ stream: 'door' });
    expect(new Set(places(world, arn))).toEqual(new Set(['clip']));
    expect(violations(world, arn)).toEqual([]);
  });
});

describe('a stream that is enrolled late', () => {
  it('is archived from the beginning of what KVS still keeps', async () => {
    const world = new ArchiveWorld({ seed: 12 });
    const arn = world.footage.create('door', 6);
    for (let hour = 0; hour < 9; hour++) {
      await record(world, arn, 4);
      await world.system.clock.sleep(HOUR_MS - 4000);
    }
    const kept = world.footage
      .recorded(arn)
      .filter(({ serverMs }) => serverMs >= world.system.clock.now() - 6 * HOUR_MS + MINUTE_MS);

    await world.enrolExisting('door');
    const result = await world.run({ trigger: 'schedule' });

    expect(result.status).toBe('SUCCEEDED');
    expect(kept).toHaveLength(20);
    for (const { number } of kept) expect(world.places(arn).get(number)).toMatchObject([{ kind: 'clip' }]);
    // One hour of it a pass: how far it is can be read from the passes.
    const reached = world.passes.map(({ watermarkMs }) => watermarkMs);
    expect(reached.length).toBeGreaterThanOrEqual(6);
    expect(reached).toEqual([...reached].sort((a, b) => a - b));
    expect(world.passes.at(-1)?.lagMs).toBeLessThan(MINUTE_MS);
  });
});
