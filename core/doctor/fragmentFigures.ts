import type { Fragment } from '../fragment.ts';

/** What the fragments of some minutes are like. */
export interface FragmentFigures {
  /** From one start to the next one's: the median. */
  readonly spacingMs: number;
  readonly longestMs: number;
  readonly bytesPerSecond: number;
  readonly largestBytes: number;
  /** Server time less the producer time at which a fragment began, the median: a camera whose clock is right is a little late. */
  readonly skewMs: number;
  /** By how much that grew from the first to the last, and over which time. */
  readonly driftMs: number;
  readonly spanMs: number;
}

/** @param fragments in order of producer time; undefined for fewer than two */
export function fragmentFigures(fragments: readonly Fragment[]): FragmentFigures | undefined {
  const [first, last] = [fragments[0], fragments.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  const spacings = fragments.slice(1).map((next, index) => next.producerMs - (fragments[index]?.producerMs ?? 0));
  const spacingMs = middle(spacings);
  const spanMs = last.producerMs - first.producerMs;
  const bytes = fragments.reduce((sum, fragment) => sum + fragment.bytes, 0);
  const skews = fragments.map((fragment) => fragment.serverMs - fragment.producerMs);
  const edge = Math.max(1, Math.floor(skews.length / 5));
  return {
    spacingMs,
    longestMs: Math.max(...fragments.map(({ lengthMs }) => lengthMs)),
    bytesPerSecond: bytes / ((spacingMs * fragments.length) / 1000 || 1),
    largestBytes: Math.max(...fragments.map((fragment) => fragment.bytes)),
    skewMs: middle(skews),
    driftMs: middle(skews.slice(-edge)) - middle(skews.slice(0, edge)),
    spanMs,
  };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
