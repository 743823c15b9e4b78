import { detectionOf, MOST_INSTANCES } from '../../../core/analysis/Detection.ts';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { DetectionStore } from '../../../core/ports/detectionStore.ts';
import type { ImageReference, ImageStore } from '../../../core/ports/imageStore.ts';
import type { DetectionOptions, Label, LabelDetector } from '../../../core/ports/labelDetector.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { Clock } from '../../../core/system.ts';

export interface DetectLabelsInput {
  readonly image: ImageReference & ObjectPlace & { readonly bytes: number };
}

export interface DetectLabelsPorts {
  readonly images: ImageStore;
  readonly detections: DetectionStore;
  readonly detector: LabelDetector;
  readonly options: DetectionOptions;
  readonly clock: Clock;
}

export interface DetectedLabels {
  readonly status: 'labelled' | 'unreadable';
  readonly labels: number;
  readonly error?: string;
}

/** Documented: Rekognition, "Guidelines and quotas": 15 MB for an image in S3. */
const MOST_BYTES = 15 * 1024 * 1024;
/** An item has 400 KB; labels beyond are the least confident. */
const MOST_LABELS = 100;

/**
 * Has an image looked at, and writes a detection for each label: first these, then that the image is labelled. A picture
 * that can never be read is noted as that, and is no failure.
 *
 * @throws ArchiverError `Throttled`, `AccessDenied`, `Internal`: looking again may help
 */
export async function detectLabels({ image }: DetectLabelsInput, ports: DetectLabelsPorts): Promise<DetectedLabels> {
  const listed = await ports.images.get(image);
  if (listed === undefined) throw new ArchiverError('NotFound', `image ${image.imageId} is not listed`);
  const { outcome } = listed;
  if (outcome.status === 'labelled') return { status: 'labelled', labels: outcome.labels.length };
  if (outcome.status === 'unreadable') return { status: 'unreadable', labels: 0, error: outcome.error };
  const seen = await look(image, ports);
  if ('error' in seen) {
    await ports.images.conclude(image, { status: 'unreadable', error: seen.error });
    return { status: 'unreadable', labels: 0, error: seen.error };
  }
  const labels = seen.labels
    .slice(0, MOST_LABELS)
    .map((label) => ({ ...label, instances: label.instances.slice(0, MOST_INSTANCES) }));
  await ports.detections.put(
    labels.map((label) => detectionOf(listed, label)),
    ports.clock.now(),
  );
  await ports.images.conclude(image, { status: 'labelled', labels });
  return { status: 'labelled', labels: labels.length };
}

/** What is in the picture, or why nobody will ever see. */
async function look(
  { bucket, key, bytes }: DetectLabelsInput['image'],
  ports: DetectLabelsPorts,
): Promise<{ labels: readonly Label[] } | { error: string }> {
  // Each call is paid for.
  if (bytes === 0) return { error: 'the image is empty' };
  if (bytes > MOST_BYTES) return { error: `the image has ${bytes} bytes, more than ${MOST_BYTES}` };
  try {
    return { labels: await ports.detector.detect({ bucket, key }, ports.options) };
  } catch (error) {
    const never =
      isArchiverError(error, 'UnsupportedMedia') ||
      isArchiverError(error, 'InvalidInput') ||
      isArchiverError(error, 'Corrupt') ||
      isArchiverError(error, 'NotFound');
    if (!never) throw error;
    return { error: error.message.slice(0, 1000) };
  }
}
