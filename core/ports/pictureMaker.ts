import type { ImageForm } from '../images/imageForm.ts';
import type { CodedPicture, CodedTrack } from './pictureDecoder.ts';

/** A coded picture and when it is shown. */
export interface TimedPicture extends CodedPicture {
  /** Presentation time; only differences within one group count. */
  readonly timeMs: number;
}

/** Pictures to be made of one group of coded ones. */
export interface PictureOrder {
  readonly track: CodedTrack;
  /** In decoding order; the first is a key frame. */
  readonly pictures: readonly TimedPicture[];
  /** Indices of those that are wanted, none twice. */
  readonly wanted: readonly number[];
  readonly form: ImageForm;
}

/** A finished JPEG or PNG. */
export interface MadePicture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What became of one that was wanted: the picture, or why there is none. */
export type PictureOutcome = { readonly index: number } & (
  | { readonly picture: MadePicture }
  | { readonly because: string }
);

/** Decodes video and makes pictures of it. */
export interface PictureMaker {
  /**
   * Makes what is ordered, and hands each over as it is ready; the next one is made when `take` is done. Each index that
   * is wanted comes once. Broken media is an outcome and no error.
   *
   * @throws ArchiverError `Internal` where no picture can be made on this machine, and what `take` throws
   */
  make(order: PictureOrder, take: (outcome: PictureOutcome) => void | Promise<void>): Promise<void>;
}
