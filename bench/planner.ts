import type { Fragment } from '../core/fragment.ts';
import { planClips } from '../core/plans/planClips.ts';
import { computePlanId } from '../core/plans/planId.ts';
import { listing, NUMBER_BASE, shuffled } from './listing/listing.ts';
import { median, rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { type Taken, timed } from './report/stopwatch.ts';

const MILLION = 1_000_000;
const COUNTS = [MILLION / 4, MILLION / 2, MILLION];
const ROUNDS = 5;
const TARGET_SECONDS = 2;
const START_MS = Date.UTC(2026, 0, 1);
const SEED = 1;

interface Planned {
  readonly fragments: number;
  readonly plans: number;
  /** The median of the rounds. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly microsecondsPerFragment: number;
}

/** Fragments into plans with their ids, as ListFragments does it. */
function plan(fragments: readonly Fragment[]): number {
  const ids = planClips(fragments).map((planned) => computePlanId(planned.fragments));
  return ids.length;
}

async function measure(name: string, fragments: readonly Fragment[]): Promise<Planned> {
  const rounds: Taken[] = [];
  let plans = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { result, taken } = await timed(() => plan(fragments));
    plans = result;
    rounds.push(taken);
  }
  const seconds = median(rounds.map((taken) => taken.seconds));
  progress(`${name}: ${fragments.length} fragments, ${plans} plans, ${seconds.toFixed(3)} s`);
  return {
    fragments: fragments.length,
    plans,
    seconds: rounded(seconds),
    cpuSeconds: rounded(median(rounds.map((taken) => taken.cpuSeconds))),
    microsecondsPerFragment: rounded((seconds * 1e6) / fragments.length),
  };
}

/** What no planner goes below: the fragments put in order of producer time, and nothing else. */
async function measureSort(fragments: readonly Fragment[]): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { taken } = await timed(() => [...fragments].sort((a, b) => a.producerMs - b.producerMs));
    rounds.push(taken.seconds);
  }
  return median(rounds);
}

const camera = { fragmentMs: 2000, bytes: 250_000, interruptedEvery: 5000, firstNumber: NUMBER_BASE };

await runBenchmark('planner', async () => {
  const results: Record<string, Planned> = {};
  let sortSeconds = Number.NaN;
  for (const count of COUNTS) {
    const ordered = listing({ ...camera, count, startMs: START_MS });
    results[`ordered ${count}`] = await measure('ordered', ordered);
    const mixed = shuffled(ordered, SEED);
    results[`shuffled ${count}`] = await measure('shuffled', mixed);
    if (count === MILLION) sortSeconds = await measureSort(mixed);
  }
  // The same half million fragments of time, uploaded twice: the second copy is a second later and has later numbers.
  const half = { ...camera, count: MILLION / 2 };
  const again = { ...half, startMs: START_MS + 1000, firstNumber: NUMBER_BASE * 2n };
  const twice = [...listing({ ...half, startMs: START_MS }), ...listing(again)];
  results[`two uploads ${MILLION}`] = await measure('two uploads', shuffled(twice, SEED));

  const of = (name: string): Planned => results[name] as Planned;
  const slowest = Math.max(...Object.values(results).map(({ seconds }) => seconds));
  const growth = (order: string): number =>
    rounded(of(`${order} ${MILLION}`).seconds / of(`${order} ${MILLION / 4}`).seconds);
  return {
    parameters: { rounds: ROUNDS, figure: 'median', seed: SEED, fragmentMs: camera.fragmentMs },
    results,
    baseline: { name: 'Array.sort of the shuffled million by producer time', seconds: rounded(sortSeconds) },
    ratio: {
      'shuffled million to sorting alone': rounded(of(`shuffled ${MILLION}`).seconds / sortSeconds),
      'ordered: four times the fragments cost': growth('ordered'),
      'shuffled: four times the fragments cost': growth('shuffled'),
    },
    bound: 'one core: the sort of what comes unordered, then SHA-256 over the numbers',
    target: {
      text: `at most ${TARGET_SECONDS} s for a million fragments, in any order`,
      met: slowest <= TARGET_SECONDS,
    },
  };
});
