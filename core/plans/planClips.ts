import type { Fragment } from '../fragment.ts';
import { compareFragmentNumbers } from '../fragment.ts';
import { type ClipLimits, GET_CLIP_LIMITS } from './limits.ts';

/** A contiguous chain of fragments, before it is given an id. */
export interface PlannedClip {
  readonly fragments: readonly Fragment[];
  readonly clipCanBeExact: boolean;
}

interface Chain {
  readonly fragments: Fragment[];
  bytes: number;
  /** Another chain was open over the same span: a range holds more than this chain's fragments. */
  shared: boolean;
}

/** Fragments of one session touch; KVS itself calls more than this an overlap (HLS, ON_DISCONTINUITY). */
const OVERLAP_MS = 50;
/** Chains that may be open at one moment: so many uploads of the same time are told apart. */
const MAX_OPEN_CHAINS = 32;

/**
 * Cuts fragments into clips. In each, producer time and number grow together, nothing overlaps, and the next fragment
 * starts no later than the last one's end plus the tolerance; cut at 200 fragments, at the bytes and at the span.
 *
 * Where the same time was uploaded more than once the uploads are followed side by side, each as a chain of its own:
 * GetClip over such a span would return only one of them. Every fragment given comes out exactly once.
 *
 * Time is linear in the count but for the sort, a small part of it.
 *
 * @param fragments in any order, each number once
 */
export function planClips(fragments: readonly Fragment[], limits: ClipLimits = GET_CLIP_LIMITS): PlannedClip[] {
  const ordered = inFootageOrder(fragments);
  const tolerance = contiguityTolerance(ordered);
  const planned: PlannedClip[] = [];
  let open: Chain[] = [];

  const close = (chain: Chain): void => {
    planned.push({ fragments: chain.fragments, clipCanBeExact: !chain.shared });
  };

  for (const fragment of ordered) {
    const stillOpen: Chain[] = [];
    let home: Chain | undefined;
    for (const chain of open) {
      if (fragment.producerMs > endOf(chain) + tolerance) {
        close(chain);
        continue;
      }
      stillOpen.push(chain);
      if (home === undefined && follows(chain, fragment)) home = chain;
    }
    open = stillOpen;

    if (home !== undefined && isFull(home, fragment, limits)) {
      close(home);
      open.splice(open.indexOf(home), 1);
      home = undefined;
    }
    if (home === undefined) {
      if (open.length === MAX_OPEN_CHAINS) close(open.shift() as Chain);
      open.push({ fragments: [fragment], bytes: fragment.bytes, shared: false });
    } else {
      home.fragments.push(fragment);
      home.bytes += fragment.bytes;
    }
    if (open.length > 1) markShared(open, fragment);
  }
  open.forEach(close);
  return planned;
}

/**
 * How much later than the last one's end a fragment may start and still belong to the same footage: a listed length
 * leaves out the last frame, so it is 0 for a fragment of one frame. One second, or half the median spacing.
 *
 * @param ordered by producer time
 */
export function contiguityTolerance(ordered: readonly Fragment[]): number {
  if (ordered.length < 2) return 1000;
  const spacings = new Float64Array(ordered.length - 1);
  for (let i = 1; i < ordered.length; i++) {
    spacings[i - 1] = (ordered[i] as Fragment).producerMs - (ordered[i - 1] as Fragment).producerMs;
  }
  spacings.sort();
  const median = spacings[spacings.length >> 1] ?? 0;
  return Math.max(1000, median / 2);
}

const byTimeAndNumber = (a: Fragment, b: Fragment): number =>
  a.producerMs - b.producerMs || compareFragmentNumbers(a.number, b.number);

/**
 * By producer time, then by number. Time and place of each fragment make one number, and numbers are sorted without a
 * call for every two of them. A span too long for that (hundreds of years of a million fragments)
 * is sorted the plain way.
 */
function inFootageOrder(fragments: readonly Fragment[]): Fragment[] {
  const count = fragments.length;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let whole = true;
  let inOrder = true;
  let before: Fragment | undefined;
  for (const fragment of fragments) {
    const { producerMs } = fragment;
    inOrder &&= before === undefined || byTimeAndNumber(before, fragment) <= 0;
    before = fragment;
    first = Math.min(first, producerMs);
    last = Math.max(last, producerMs);
    whole &&= Number.isSafeInteger(producerMs);
  }
  if (inOrder) return [...fragments];
  if (!whole || (last - first + 1) * count > Number.MAX_SAFE_INTEGER) return [...fragments].sort(byTimeAndNumber);
  const keys = new Float64Array(count);
  fragments.forEach((fragment, index) => {
    keys[index] = (fragment.producerMs - first) * count + index;
  });
  keys.sort();
  const ordered = Array.from(keys, (key) => fragments[key % count] as Fragment);
  orderEqualTimes(ordered);
  return ordered;
}

/** Puts fragments of one producer time in order of their numbers. */
function orderEqualTimes(ordered: Fragment[]): void {
  for (let start = 0; start < ordered.length; ) {
    let end = start + 1;
    while (end < ordered.length && ordered[end]?.producerMs === ordered[start]?.producerMs) end++;
    if (end - start > 1) {
      const same = ordered.slice(start, end).sort(byTimeAndNumber);
      for (const [offset, fragment] of same.entries()) ordered[start + offset] = fragment;
    }
    start = end;
  }
}

function lastOf(chain: Chain): Fragment {
  return chain.fragments[chain.fragments.length - 1] as Fragment;
}

function endOf(chain: Chain): number {
  const last = lastOf(chain);
  return last.producerMs + last.lengthMs;
}

function follows(chain: Chain, next: Fragment): boolean {
  const last = lastOf(chain);
  return (
    next.producerMs > last.producerMs &&
    next.producerMs >= endOf(chain) - OVERLAP_MS &&
    compareFragmentNumbers(next.number, last.number) > 0
  );
}

function isFull(chain: Chain, next: Fragment, limits: ClipLimits): boolean {
  const first = chain.fragments[0] as Fragment;
  return (
    chain.fragments.length >= limits.maxFragments ||
    chain.bytes + next.bytes > limits.maxBytes ||
    next.producerMs + next.lengthMs - first.producerMs > limits.maxSpanMs
  );
}

/** Two open chains share a span when one reaches beyond the start of what was just placed. */
function markShared(open: readonly Chain[], placed: Fragment): void {
  const overlapping = open.filter((chain) => endOf(chain) > placed.producerMs || lastOf(chain) === placed);
  if (overlapping.length < 2) return;
  for (const chain of overlapping) chain.shared = true;
}
