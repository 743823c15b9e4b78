import { ArchiverError } from '../../../core/errors.ts';
import { BundleReader, type FragmentInBundle } from '../../../core/matroska/BundleReader.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import { type RequestPlan, requestPartKey } from '../../../core/requests/RequestPlan.ts';

/** How many fragments the file will hold. */
export const fragmentsOf = ({ parts }: RequestPlan): number =>
  parts.reduce((sum, part) => sum + (part.source === 'kvs' ? part.fragments.length : part.numbers.length), 0);

/**
 * The fragments of a request in their order, from the parts that were fetched and from bundles. Holds one fragment.
 *
 * @throws ArchiverError `NotFound` where a bundle is gone; `Corrupt` where a part does not hold what it should
 */
export async function* readParts(
  requestId: string,
  plan: RequestPlan,
  { objects, workBucket }: { readonly objects: Pick<ObjectStore, 'get'>; readonly workBucket: string },
): AsyncGenerator<FragmentInBundle> {
  for (const [index, part] of plan.parts.entries()) {
    const isFetched = part.source === 'kvs';
    const numbers: ReadonlySet<string> = new Set(isFetched ? part.fragments.map(({ number }) => number) : part.numbers);
    const place = isFetched
      ? { bucket: workBucket, key: requestPartKey(requestId, index) }
      : { bucket: part.bucket, key: part.key };
    const reader = new BundleReader();
    let left = numbers.size;
    const wanted = (found: readonly FragmentInBundle[]) =>
      found.filter(({ fragment }) => numbers.has(fragment.fragmentNumber));
    for await (const chunk of (await objects.get(place)).body) {
      for (const each of wanted(reader.push(chunk))) {
        left -= 1;
        yield each;
      }
      // The rest of a bundle need not come.
      if (left === 0) break;
    }
    if (left > 0) {
      for (const each of wanted(reader.end())) {
        left -= 1;
        yield each;
      }
    }
    if (left !== 0) throw new ArchiverError('Corrupt', `${place.key} lacks ${left} of ${numbers.size} fragments`);
  }
}
