import { type Fragment, fragmentNumber, producerMs, serverMs } from '../../core/fragment.ts';
import { seededRandom } from './seededRandom.ts';

/** A listing to be made. */
export interface ListingSketch {
  readonly count: number;
  readonly startMs: number;
  readonly fragmentMs: number;
  readonly bytes: number;
  /** Fragments between two interruptions of a minute; 0 for none. */
  readonly interruptedEvery: number;
  /** Where the numbers of this upload begin: a later upload has higher ones. */
  readonly firstNumber: bigint;
}

/** 47 digits, as KVS writes them. */
const FIRST_NUMBER = 91_343_852_333_181_432_392_682_062_622_046_142_740_000_000_000n;
export const NUMBER_BASE = FIRST_NUMBER;
const NUMBER_STEP = 4_951_760_157_141_521n;
const INTERRUPTION_MS = 60_000;

/** What ListFragments would tell of one camera: fragments that touch, now and then an interruption. */
export function listing(sketch: ListingSketch): Fragment[] {
  const { count, fragmentMs, interruptedEvery } = sketch;
  let at = sketch.startMs;
  return Array.from({ length: count }, (_, index) => {
    if (interruptedEvery > 0 && index > 0 && index % interruptedEvery === 0) at += INTERRUPTION_MS;
    const fragment: Fragment = {
      number: fragmentNumber(String(sketch.firstNumber + BigInt(index) * NUMBER_STEP)),
      producerMs: producerMs(at),
      serverMs: serverMs(at + 250),
      lengthMs: fragmentMs - 40,
      bytes: sketch.bytes,
    };
    at += fragmentMs;
    return fragment;
  });
}

/** The same, in an order that the seed repeats (Fisher and Yates): pages of a listing come unordered. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}
