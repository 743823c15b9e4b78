import type { AnalysedImage, ImageOutcome } from '../analysis/AnalysedImage.ts';

/** A span of producer time, open where it says nothing; newest first. */
export interface NewestFirst {
  readonly fromMs?: number;
  /** No part of it. */
  readonly toMs?: number;
  readonly limit: number;
  /** From the page before. */
  readonly after?: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

/** Which image: what its store finds it by. */
export type ImageReference = Pick<AnalysedImage, 'streamName' | 'producerMs' | 'imageId'>;

/** The index of images. Its entries expire. */
export interface ImageStore {
  /** Lists an image unless it is listed; gives the one that stands. */
  put(image: AnalysedImage): Promise<AnalysedImage>;
  /** Strongly consistent. */
  get(reference: ImageReference): Promise<AnalysedImage | undefined>;
  /** Notes what came of looking at it. What was labelled or found unreadable stays so. */
  conclude(reference: ImageReference, outcome: ImageOutcome): Promise<void>;
  /** Labelled images of a stream within [fromMs, toMs], strongly consistent, in order of time; for short spans. */
  labelledAround(streamName: string, fromMs: number, toMs: number): Promise<readonly AnalysedImage[]>;
  /**
   * Images of a stream.
   *
   * @param labelled only those in which something was seen, or only the others
   * @throws ArchiverError `InvalidInput` for an `after` that is not of ours
   */
  ofStream(streamName: string, query: NewestFirst & { readonly labelled?: boolean }): Promise<Page<AnalysedImage>>;
}
