import type { ObjectPlace } from './objectStore.ts';

/** A place in a picture, as fractions of its width and height: 0 to 1, from the upper left corner. */
export interface LabelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Something of a label's kind, where it was seen. */
export interface LabelInstance {
  /** 0 to 100. */
  readonly confidence: number;
  readonly box: LabelBox;
}

/** What was seen in a picture. */
export interface Label {
  readonly name: string;
  /** 0 to 100: the best of its instances where it has any. */
  readonly confidence: number;
  /** Broader labels: of a car, a vehicle. */
  readonly parents: readonly string[];
  readonly categories: readonly string[];
  /** Empty for labels of the picture as a whole. */
  readonly instances: readonly LabelInstance[];
}

export interface DetectionOptions {
  /** 0 to 100; nothing below it is given. */
  readonly minConfidence: number;
  /** Only labels of one of these categories; absent for all. */
  readonly categories?: readonly string[];
}

/** Sees what is in a picture: Rekognition's DetectLabels in the domain's words, whichever engine looks. */
export interface LabelDetector {
  /**
   * The labels of a JPEG or PNG, most confident first.
   *
   * @param image an object that the engine may read, or the picture itself
   * @throws ArchiverError `NotFound` for an object that is not there; `UnsupportedMedia` for what is no picture, or one
   *   that is too small; `InvalidInput` for one that is too large; `Throttled`; `AccessDenied`; `Internal`
   */
  detect(image: ObjectPlace | Uint8Array, options: DetectionOptions): Promise<readonly Label[]>;
}
