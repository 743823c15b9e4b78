import type { BundleManifest } from '../manifests/manifest.ts';

/** A fragment as it was read out of a bundle. */
interface FoundFragment {
  readonly number: string;
  readonly producerMs: number;
  readonly serverMs: number;
  readonly offset: number;
  readonly length: number;
  readonly frames: number;
}

/** Listing and tags of a fragment are written from one clock, and rounded each by itself. */
const ROUNDING_MS = 1;

/** In what the fragments of a bundle are not those that its ledger row names, in words. */
export function compareBundled(found: readonly FoundFragment[], numbers: readonly string[]): string[] {
  const empty = found.find(({ frames }) => frames === 0);
  if (empty !== undefined) return [`fragment ${empty.number} has no frame`];
  if (found.length !== numbers.length) {
    return [`it holds ${found.length} fragments, and the ledger tells ${numbers.length}`];
  }
  const other = found.findIndex(({ number }, index) => number !== numbers[index]);
  if (other < 0) return [];
  return [`its fragment ${other} is ${found[other]?.number}, and the ledger tells ${numbers[other]}`];
}

/** What a manifest tells otherwise of a bundle than the bundle itself: places and times; the first difference. */
export function compareBundleManifest(found: readonly FoundFragment[], manifest: BundleManifest): string[] {
  for (const [index, told] of manifest.fragments.entries()) {
    const fragment = found[index];
    if (fragment?.number !== told.number) return [`its fragment ${index} is ${told.number}, and the file's is another`];
    if (fragment.offset !== told.offset || fragment.length !== told.length) {
      return [
        `fragment ${told.number} at byte ${told.offset} with ${told.length} bytes, and it lies at ${fragment.offset} with ${fragment.length}`,
      ];
    }
    const late = Math.abs(fragment.producerMs - told.producerMs) > ROUNDING_MS;
    if (late || Math.abs(fragment.serverMs - told.serverMs) > ROUNDING_MS) {
      return [`fragment ${told.number} of other times than the file tells`];
    }
  }
  return [];
}
