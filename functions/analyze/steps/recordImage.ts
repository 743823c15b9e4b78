import * as z from 'zod';
import { imageIdOf } from '../../../core/analysis/AnalysedImage.ts';
import { type ImageIdentity, identifyImage } from '../../../core/analysis/identifyImage.ts';
import { isArchiverError } from '../../../core/errors.ts';
import type { ImageObjects } from '../../../core/ports/imageObjects.ts';
import type { ImageReference, ImageStore } from '../../../core/ports/imageStore.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import { parseWith } from '../../../core/streams/enrolment.ts';
import type { Clock } from '../../../core/system.ts';

export interface RecordImagePorts {
  readonly objects: ImageObjects;
  readonly images: ImageStore;
  readonly clock: Clock;
  /** How long the bucket keeps an image. */
  readonly imageMs: number;
}

/** What the machine goes on with. */
export type RecordedImage =
  | {
      readonly status: 'listed' | 'labelled' | 'unreadable';
      readonly image: ImageReference & ObjectPlace & { readonly bytes: number };
    }
  /** Nobody's image, or one that is gone already. */
  | { readonly status: 'ignored'; readonly reason: string };

/** An event of S3, as far as it matters; by hand the same without what surrounds it. */
const event = z.object({
  detail: z.object({
    bucket: z.object({ name: z.string().min(3).max(63) }),
    object: z.object({ key: z.string().min(1).max(1024) }),
  }),
});

/**
 * Lists an image that has arrived, before anything looks at it. The same image told of again is the one that is listed.
 *
 * @throws ArchiverError `InvalidInput` for what is no event of an object
 */
export async function recordImage(input: unknown, ports: RecordImagePorts): Promise<RecordedImage> {
  const { detail } = parseWith(event, input);
  const place = { bucket: detail.bucket.name, key: detail.object.key };
  const found = await ports.objects.describe(place).catch((error: unknown) => {
    if (isArchiverError(error, 'NotFound')) return undefined;
    throw error;
  });
  if (found === undefined) return { status: 'ignored', reason: `${place.key} is not there` };
  let identity: ImageIdentity;
  try {
    identity = identifyImage(place.key, found.metadata);
  } catch (error) {
    // Nobody's: there is no stream to list it under.
    if (!isArchiverError(error, 'InvalidInput')) throw error;
    return { status: 'ignored', reason: error.message };
  }
  const { bytes, contentType, storedMs } = found;
  const now = ports.clock.now();
  const image = await ports.images.put({
    ...place,
    ...identity,
    imageId: imageIdOf(place),
    bytes,
    contentType,
    listedMs: now,
    imageExpiresMs: (storedMs === 0 ? now : storedMs) + ports.imageMs,
    outcome: { status: 'listed' },
  });
  const { streamName, producerMs, imageId, outcome } = image;
  return {
    // What failed before is looked at again.
    status: outcome.status === 'failed' ? 'listed' : outcome.status,
    image: { streamName, producerMs, imageId, ...place, bytes },
  };
}
