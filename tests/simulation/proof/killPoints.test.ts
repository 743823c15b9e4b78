import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchiverError } from '../../../core/errors.ts';
import { sweepOrphans } from '../../../functions/verify/steps/sweepOrphans.ts';
import { ArchiveWorld } from '../ArchiveWorld.ts';
import { audit, brokenAtRest, calmPorts, orphans } from './atRest.ts';
import { Witness } from './Witness.ts';

const HOUR = 3_600_000;
const SWEEP_AGE = 48 * HOUR;

const temporaryFolder = mkdtempSync(join(tmpdir(), 'kvs-archiver-kill-'));
afterAll(() => rmSync(temporaryFolder, { recursive: true, force: true }));

/** What is under way when the kill comes, after what has happened before it without any. */
interface Scenario {
  readonly settings: Record<string, unknown>;
  before(world: ArchiveWorld, arn: string): Promise<void>;
  act(world: ArchiveWorld, signal: AbortSignal): Promise<void>;
  readonly steps: readonly string[];
  /** A run between the kill and the sweep that puts things right has reason to be red. */
  readonly mayBeRed?: true;
}

async function record(world: ArchiveWorld, arn: string, count: number, otherFrom = count): Promise<void> {
  for (let index = 0; index < count; index++) {
    world.footage.record(arn, world.system.clock.now(), { camera: index < otherFrom ? 'light' : 'other' });
    await world.system.clock.sleep(1000);
  }
  await world.system.clock.sleep(12_000);
}

const isKvs = (call: string): boolean => call === 'source.clip' || call === 'source.fragments';
const down = (call: string) => (isKvs(call) ? new ArchiverError('Internal', 'down') : undefined);
const schedule = async (world: ArchiveWorld, signal: AbortSignal) =>
  void (await world.run({ trigger: 'schedule' }, signal));

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a clip by GetClip, and its bundle': {
    settings: { fragments: 'all' },
    before: (world, arn) => record(world, arn, 6),
    act: schedule,
    steps: [
      ...['prepareRun', 'computeWindow', 'listFragments', 'archiveClip', 'archiveBundle', 'commitWindow'],
      'concludeRun',
    ],
  },
  'clips by number, split where the codec changes': {
    settings: { fragments: 'all', source: 'fragments' },
    before: (world, arn) => record(world, arn, 6, 3),
    act: schedule,
    steps: ['listFragments', 'archiveClip', 'commitWindow'],
  },
  'a plan that cannot be stored, and becomes a gap': {
    settings: { tries: 2 },
    before: async (world, arn) => {
      await record(world, arn, 5);
      world.fault = down;
    },
    act: schedule,
    steps: ['archiveClip', 'recordGap', 'commitWindow'],
  },
  'a gap that backfill fills': {
    settings: { tries: 1 },
    before: async (world, arn) => {
      await record(world, arn, 5);
      world.fault = down;
      await world.run({ trigger: 'schedule' });
      world.fault = () => undefined;
      await world.system.clock.sleep(10 * 60_000);
    },
    act: async (world, signal) => void (await world.run({ trigger: 'backfill' }, signal)),
    steps: ['prepareRun', 'computeWindow', 'listFragments', 'archiveClip', 'commitWindow', 'concludeRun'],
  },
  'a range by hand beside the schedule': {
    settings: {},
    before: (world, arn) => record(world, arn, 6),
    act: async (world, signal) => {
      const to = world.system.clock.now();
      await Promise.all([world.run({ stream: 'door', from: to - 9000, to }, signal), schedule(world, signal)]);
    },
    steps: ['prepareRun', 'computeWindow', 'listFragments', 'archiveClip', 'commitWindow', 'concludeRun'],
  },
  'a sweep that adopts a clip nobody named': {
    settings: { fragments: 'all' },
    before: async (world, arn) => {
      await record(world, arn, 5);
      await world.run({});
      world.ledger.rows.clear();
      await world.system.clock.sleep(SWEEP_AGE + HOUR);
    },
    act: async (world) => {
      const settings = { sweepAgeMs: SWEEP_AGE, budgetMs: HOUR };
      // A sweep that dies is told of by its alarm; the next tick's goes on.
      await world
        .invoke('sweepOrphans', 'sweep', undefined, (ports) => sweepOrphans(settings, ports))
        .catch((error: unknown) => expect(String(error)).toContain('was ended'));
    },
    steps: ['sweepOrphans'],
    // A clip is half taken in, and KVS has forgotten its footage.
    mayBeRed: true,
  },
};

interface Outcome {
  readonly points: number;
  readonly steps: ReadonlySet<string>;
  readonly violations: readonly string[];
  readonly places: readonly string[];
}

/**
 * Plays a scenario and kills what is at work at the given point: the function alone (its machine goes on, and may try
 * again), or the whole run. Then a fresh run has its turn, and the sweep.
 */
async function play(scenario: Scenario, killAt: number, what: 'function' | 'run'): Promise<Outcome> {
  const world = new ArchiveWorld({ seed: 1, camera: 'light', temporaryFolder });
  const witness = new Witness(world, false);
  const arn = await world.enrol('door', scenario.settings);
  await scenario.before(world, arn);
  const stopped = new AbortController();
  const steps = new Set<string>();
  let points = 0;
  world.kill = (call, { step }) => {
    // For a run that ends as a whole, after a call is before the next one.
    if (what === 'run' && call.endsWith(' answered')) return false;
    points += 1;
    steps.add(step);
    if (points !== killAt) return false;
    if (what === 'run') stopped.abort();
    return true;
  };
  await scenario.act(world, stopped.signal);
  world.kill = () => false;
  world.fault = () => undefined;

  await world.system.clock.sleep(16 * 60_000);
  const last = await world.run({});
  const isAsWanted = last.status === 'SUCCEEDED' || scenario.mayBeRed === true;
  const violations = isAsWanted ? [] : [`the fresh run ended ${last.status}`];
  const ports = calmPorts(world, temporaryFolder);
  await world.system.clock.sleep(SWEEP_AGE + 25 * HOUR);
  await sweepOrphans({ sweepAgeMs: SWEEP_AGE, budgetMs: HOUR }, ports);
  if ((world.streams.items.get(arn)?.openBundles.length ?? 0) > 0) {
    // Of a clip that was taken in: the next run sees to it, and the sweep of the day after.
    await world.run({});
    await world.system.clock.sleep(25 * HOUR);
    await sweepOrphans({ sweepAgeMs: SWEEP_AGE, budgetMs: HOUR }, ports);
  }
  violations.push(...(await brokenAtRest(world, [arn], witness, { hidden: false })));
  violations.push(...(await audit({ sweepAgeMs: SWEEP_AGE, relistMs: 0, level: 'content' }, ports)));
  witness.checkRuns();
  return {
    points,
    steps,
    violations: [...violations, ...orphans(world), ...witness.violations],
    places: [...world.places(arn).values()].map((there) => there.map(({ kind }) => kind).join(' and ')),
  };
}

let tried = 0;
let whole = 0;
afterAll(() => {
  if (whole < 2 * Object.keys(SCENARIOS).length) return; // Only some of the scenarios were asked for.
  // Before and after each call that any step makes of any port.
  expect(tried).toBeGreaterThan(550);
});

describe.each(Object.entries(SCENARIOS))('%s', (_name, scenario) => {
  it.each(['function', 'run'] as const)(
    'the %s is killed before and after every call, one after the other',
    async (what) => {
      const dry = await play(scenario, 0, what);
      expect(dry.violations).toEqual([]);
      expect([...dry.steps].sort()).toEqual(expect.arrayContaining([...scenario.steps].sort()));
      const points: number[] = [];
      for (let killAt = 1; killAt <= dry.points; killAt++) {
        const { violations, places } = await play(scenario, killAt, what);
        expect({ killAt, violations, places }).toEqual({ killAt, violations: [], places: dry.places });
        points.push(killAt);
      }
      expect(points).toHaveLength(dry.points);
      if (process.env.FAULT_REPORT !== undefined) process.stdout.write(`${_name}, ${what}: ${points.length} points\n`);
      expect(new Set(dry.places)).toEqual(new Set(['clip']));
      tried += points.length;
      whole += 1;
    },
    300_000,
  );
});
