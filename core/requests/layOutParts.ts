import { compareFragmentNumbers, type Fragment } from '../fragment.ts';
import { FRAGMENTS_PER_READ } from '../plans/limits.ts';
import type { ObjectPlace } from '../ports/objectStore.ts';
import type { RequestPart } from './RequestPlan.ts';

/** A fragment and where it can be had: in a bundle of the archive, or, where none is named, from KVS. */
export interface FoundFragment {
  readonly fragment: Fragment;
  readonly bundle?: ObjectPlace;
}

/** What one step fetches at most: a function's disk holds it twice. */
const PART_BYTES = 90_000_000;

/**
 * The parts of a request, in the order of the footage. Of fragments that begin at one moment (a re-upload) the one with
 * the larger number is taken, as GetClip does.
 */
export function layOutParts(found: readonly FoundFragment[]): RequestPart[] {
  const byStart = new Map<number, FoundFragment>();
  for (const each of found) {
    const other = byStart.get(each.fragment.producerMs);
    if (other === undefined || isNewer(each, other)) byStart.set(each.fragment.producerMs, each);
  }
  const ordered = [...byStart.values()].sort((a, b) => a.fragment.producerMs - b.fragment.producerMs);
  const parts: RequestPart[] = [];
  let bytes = 0;
  for (const { fragment, bundle } of ordered) {
    const last = parts.at(-1);
    if (bundle !== undefined) {
      const same = last?.source === 'archive' && last.bucket === bundle.bucket && last.key === bundle.key;
      if (same) last.numbers.push(fragment.number);
      else parts.push({ source: 'archive', ...bundle, numbers: [fragment.number] });
    } else if (
      last?.source === 'kvs' &&
      last.fragments.length < FRAGMENTS_PER_READ &&
      bytes + fragment.bytes <= PART_BYTES
    ) {
      last.fragments.push(fragment);
      bytes += fragment.bytes;
    } else {
      parts.push({ source: 'kvs', fragments: [fragment] });
      bytes = fragment.bytes;
    }
  }
  return parts;
}

/** Of one fragment in both places, KVS's is taken: it is asked for by its number, and nothing else need be read. */
function isNewer(a: FoundFragment, b: FoundFragment): boolean {
  if (a.fragment.number === b.fragment.number) return a.bundle === undefined;
  return compareFragmentNumbers(a.fragment.number, b.fragment.number) > 0;
}
