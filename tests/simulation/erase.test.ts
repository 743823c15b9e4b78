import { ArchiverError } from '../../core/errors.ts';
import { type ErasureRequest, eraseFootage } from '../../functions/custody/steps/eraseFootage.ts';
import { holdFootage } from '../../functions/custody/steps/holdFootage.ts';
import { ArchiveWorld } from './ArchiveWorld.ts';
import { MemoryCustodyLog } from './memory/MemoryCustodyLog.ts';
import { MemoryObjectVersions } from './memory/MemoryObjectVersions.ts';
import { violations } from './promises.ts';

const SEEDS = Array.from({ length: Number(process.env.SIMULATION_SEEDS ?? 10) }, (_, index) => index + 1);

async function record(world: ArchiveWorld, streamArn: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    world.footage.record(streamArn, world.system.clock.now());
    await world.system.clock.sleep(1000);
  }
}

/** What erasing works with, over a world; `turn` is taken before and after each call. */
function custodyOf(world: ArchiveWorld, turn: (call: string) => Promise<void> = async () => undefined) {
  const versions = new MemoryObjectVersions(world.objects);
  const custody = new MemoryCustodyLog();
  const turned = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get(target, property) {
        const member = Reflect.get(target, property) as unknown;
        if (typeof member !== 'function' || typeof property !== 'string') return member;
        const method = member.bind(target) as (...args: unknown[]) => unknown;
        if (['list', 'overlapping', 'folders'].includes(property)) {
          return async function* (...args: unknown[]) {
            await turn(`${name}.${property}`);
            yield* method(...args) as AsyncIterable<unknown>;
          };
        }
        return async (...args: unknown[]) => {
          await turn(`${name}.${property}`);
          const result = await method(...args);
          await turn(`${name}.${property} answered`);
          return result;
        };
      },
    });
  const ports = {
    enrolments: turned('enrolments', world.enrolments),
    streams: turned('streams', world.streams),
    ledger: turned('ledger', world.ledger),
    custody: turned('custody', custody),
    objects: turned('objects', world.objects),
    names: {
      arnsOf: async (name: string) =>
        [...world.streams.items.values()].filter((one) => one.streamName === name).map((one) => one.streamArn),
    },
    versions: turned('versions', versions),
    source: turned('source', world.footage),
    system: world.system,
    archiveBucket: 'archive',
    workBucket: 'work',
  };
  return { ports, versions, custody };
}

const request = (change: Partial<ErasureRequest> = {}): ErasureRequest => ({
  streamName: 'door',
  by: 'owner',
  reason: 'asked to',
  wholeClips: false,
  dryRun: false,
  ...change,
});
const kinds = (world: ArchiveWorld, arn: string) =>
  [...world.places(arn).values()].map((found) => found.map(({ kind }) => kind).join(' and '));
const archived = (world: ArchiveWorld) => [...world.objects.objects.keys()].filter((key) => key.startsWith('archive/'));
const pending = (world: ArchiveWorld) =>
  [...world.ledger.rows.values()].filter((row) => row.kind === 'erased' && row.pending !== undefined);

/** 30 fragments in a clip, 10 in a failed gap, 10 that nobody has archived. */
async function threeKinds(seed: number): Promise<{ world: ArchiveWorld; arn: string; start: number }> {
  const world = new ArchiveWorld({ seed });
  const arn = await world.enrol('door', { fragments: 'all' });
  const start = world.system.clock.now();
  await record(world, arn, 30);
  await world.system.clock.sleep(6000);
  await world.run({ trigger: 'schedule' });
  await record(world, arn, 10);
  await world.system.clock.sleep(20_000);
  world.fault = (call) =>
    call.startsWith('source.clip') || call.startsWith('source.fragments')
      ? new ArchiverError('Internal', 'down')
      : undefined;
  await world.run({ trigger: 'schedule' });
  world.fault = () => undefined;
  await record(world, arn, 10);
  return { world, arn, start };
}

describe('erasing', () => {
  it('takes clips, bundles, manifests, failed gaps and what only KVS has; nothing comes back', async () => {
    const { world, arn, start } = await threeKinds(1);
    expect(new Set(kinds(world, arn))).toEqual(new Set(['clip', 'failed']));
    expect(archived(world)).toHaveLength(4);
    const { ports, custody } = custodyOf(world);

    const looked = await eraseFootage(request({ dryRun: true }), ports);
    expect(looked).toMatchObject({ status: 'surveyed', survey: { counts: { clips: 1, gaps: 1, objects: 4 } } });
    expect(archived(world)).toHaveLength(4);
    const report = await eraseFootage(request(), ports);

    expect(report).toMatchObject({ status: 'erased', record: { counts: { clips: 1, gaps: 1, objects: 4 } } });
    expect(archived(world)).toEqual([]);
    expect(pending(world)).toEqual([]);
    expect([...custody.records.values()]).toMatchObject([
      { kind: 'erasure', by: 'owner', reason: 'asked to', counts: { fragments: 40 } },
    ]);
    expect([...world.objects.objects.keys()].filter((key) => key.startsWith('work/erasures/door/'))).toHaveLength(1);
    expect([...world.objects.objects.keys()].filter((key) => key.startsWith('work/plans/'))).toEqual([]);
    await world.run({ trigger: 'schedule' });
    await world.run({ stream: 'door', from: start - 60_000, to: start + 3_600_000 });
    await world.run({});
    expect(kinds(world, arn)).toEqual(Array(50).fill('erased'));
    expect(archived(world)).toEqual([]);
    expect(violations(world, arn)).toEqual([]);
  });

  it('keeps what only reaches into the span, and says so; with whole clips it goes', async () => {
    const { world, arn, start } = await threeKinds(2);
    const { ports } = custodyOf(world);
    const range = { fromMs: start + 10_000, toMs: start + 20_000 };

    const part = await eraseFootage(request({ range }), ports);
    expect(part).toMatchObject({ status: 'erased', survey: { beyond: 1, counts: { clips: 0 } } });
    expect(archived(world)).toHaveLength(4);
    const whole = await eraseFootage(request({ range, wholeClips: true }), ports);

    expect(whole).toMatchObject({ status: 'erased', survey: { beyond: 0, counts: { clips: 1 } } });
    expect(kinds(world, arn).filter((kind) => kind === 'erased')).toHaveLength(30);
    expect(kinds(world, arn).filter((kind) => kind === 'failed')).toHaveLength(10);
  });

  it('is refused where anything is held, and nothing is touched', async () => {
    const { world, start } = await threeKinds(3);
    const { ports, custody } = custodyOf(world);
    const range = { fromMs: start, toMs: start + 5000 };
    const held = await holdFootage(
      { streamName: 'door', range, release: false, by: 'counsel', reason: 'case 7' },
      ports,
    );
    expect(held).toMatchObject({ openPlans: 0, record: { kind: 'hold', counts: { clips: 1, objects: 4 } } });
    const before = structuredClone([...world.ledger.rows]);

    const report = await eraseFootage(request(), ports);

    expect(report).toMatchObject({ status: 'refused', survey: { heldCount: 4 } });
    expect(report.refused.map(({ because }) => because)).toEqual(Array(4).fill('legal hold'));
    expect([...world.ledger.rows]).toEqual(before);
    expect([...custody.records.values()].map(({ kind }) => kind)).toEqual(['hold']);
    await holdFootage({ streamName: 'door', range, release: true, by: 'counsel', reason: 'closed' }, ports);
    expect(await eraseFootage(request(), ports)).toMatchObject({ status: 'erased' });
    expect(archived(world)).toEqual([]);
  });

  it('killed at each call, and run again: the same end, and one record', async () => {
    let calls = 0;
    for (let killAt = 1; ; killAt++) {
      const { world, arn, start } = await threeKinds(4);
      calls = 0;
      // Before a call is after the one before: to be killed there is tried once.
      const { ports, custody } = custodyOf(world, async (call) => {
        if (call.endsWith(' answered')) return;
        calls++;
        if (calls === killAt) throw new Error('killed');
      });
      const first = await eraseFootage(request(), ports).catch((error: unknown) => String(error));
      if (first !== 'Error: killed') break;
      // Whatever it left, every row that says clip still has its objects.
      const between = violations(world, arn);
      await world.run({ trigger: 'schedule' });
      expect({ killAt, between: [...between, ...violations(world, arn)] }).toEqual({ killAt, between: [] });

      const again = await eraseFootage(request(), ports);
      await world.run({ stream: 'door', from: start - 60_000, to: start + 3_600_000 });

      expect({ killAt, status: again.status }).toEqual({ killAt, status: 'erased' });
      expect(kinds(world, arn).filter((kind) => kind !== 'erased')).toEqual([]);
      expect(archived(world)).toEqual([]);
      expect(pending(world)).toEqual([]);
      const begun = [...custody.records.values()].filter(({ endedMs }) => endedMs === undefined);
      expect(begun).toEqual([]);
    }
    expect(calls).toBeGreaterThan(40);
  }, 300_000);

  it.each(SEEDS)(
    'beside runs that archive the same footage: nothing is left, nothing comes back, seed %i',
    async (seed) => {
      const { world, arn, start } = await threeKinds(seed);
      const { clock, random } = world.system;
      const { ports } = custodyOf(world, () => clock.sleep(Math.floor(random.fraction() * 40)));
      const range = { stream: 'door', from: start - 60_000, to: start + 3_600_000 };

      const [report] = await Promise.all([
        clock.sleep(seed * 40).then(() => eraseFootage(request(), ports)),
        world.run(range),
        world.run({ trigger: 'schedule' }),
        world.run({ stream: 'door' }),
      ]);
      await world.run({});
      await world.run(range);

      expect(report.status).toBe('erased');
      expect(new Set(kinds(world, arn))).toEqual(new Set(['erased']));
      expect(archived(world)).toEqual([]);
      expect(pending(world)).toEqual([]);
      expect(violations(world, arn)).toEqual([]);
    },
  );
});
