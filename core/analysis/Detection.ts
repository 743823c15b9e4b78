import type { FragmentNumber, ProducerMs } from '../fragment.ts';
import type { Label, LabelInstance } from '../ports/labelDetector.ts';
import type { ObjectPlace } from '../ports/objectStore.ts';
import type { AnalysedImage } from './AnalysedImage.ts';

/** A label in an image: what a search finds. */
export interface Detection extends ObjectPlace {
  readonly label: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly streamName: string;
  readonly producerMs: ProducerMs;
  readonly imageId: string;
  readonly fragmentNumber?: FragmentNumber;
  /** Where in the picture, the most confident first; at most MOST_INSTANCES. */
  readonly instances: readonly LabelInstance[];
  readonly parents: readonly string[];
  /** From when on the bucket may have deleted the picture. */
  readonly imageExpiresMs: number;
}

/** A crowd is a label with a hundred boxes: an item of a table stays small. */
export const MOST_INSTANCES = 20;

/** The detection of a label in an image. */
export function detectionOf(image: AnalysedImage, label: Label): Detection {
  const { bucket, key, streamName, producerMs, imageId, fragmentNumber, imageExpiresMs } = image;
  return {
    label: label.name,
    confidence: label.confidence,
    streamName,
    producerMs,
    imageId,
    bucket,
    key,
    ...(fragmentNumber === undefined ? {} : { fragmentNumber }),
    instances: label.instances.slice(0, MOST_INSTANCES),
    parents: label.parents,
    imageExpiresMs,
  };
}
