import { createHash } from 'node:crypto';
import type { FragmentNumber, ProducerMs, ServerMs } from '../fragment.ts';
import type { Label } from '../ports/labelDetector.ts';
import type { ObjectPlace } from '../ports/objectStore.ts';

/** A moment's picture of a stream, as the index of images lists it, labelled or not. */
export interface AnalysedImage extends ObjectPlace {
  /** Of its place: the same object is the same image, however often it is told of. */
  readonly imageId: string;
  readonly streamName: string;
  readonly producerMs: ProducerMs;
  /** The fragment that it was taken from, and that one's server time, where the picture says. */
  readonly fragmentNumber?: FragmentNumber;
  readonly serverMs?: ServerMs;
  readonly bytes: number;
  readonly contentType: string;
  /** Custom tags of the fragment, as the object's metadata has them. */
  readonly tags: Readonly<Record<string, string>>;
  /** What was amiss with the metadata, in words; what they say otherwise is taken from the key. */
  readonly faults: readonly string[];
  /** When it was listed first, by the clock of the service. */
  readonly listedMs: number;
  /** From when on the bucket may have deleted the picture. */
  readonly imageExpiresMs: number;
  readonly outcome: ImageOutcome;
}

/**
 * What came of looking at an image. `listed`: not looked at yet. `unreadable`: a picture that can never be read.
 * `failed`: the call was refused or kept failing; looking again may help.
 */
export type ImageOutcome =
  | { readonly status: 'listed' }
  | { readonly status: 'labelled'; readonly labels: readonly Label[] }
  | { readonly status: 'unreadable' | 'failed'; readonly error: string };

/** The id of an image: the first 16 hex digits of the SHA-256 over bucket and key. */
export function imageIdOf({ bucket, key }: ObjectPlace): string {
  return createHash('sha256').update(`${bucket}\n${key}`).digest('hex').slice(0, 16);
}

/** What orders images of a stream, and names one: its moment, then its id. */
export function imageMoment({ producerMs, imageId }: Pick<AnalysedImage, 'producerMs' | 'imageId'>): string {
  return `${String(producerMs).padStart(15, '0')}#${imageId}`;
}
