import type { ImageForm } from '../images/imageForm.ts';
import type { StreamReference } from './footageSource.ts';

/** The picture of one moment, or why there is none: no footage, or footage that cannot be decoded. */
export type MomentImage = { readonly ms: number } & (
  | { readonly bytes: Uint8Array }
  | { readonly error: 'NO_MEDIA' | 'MEDIA_ERROR' }
);

/** Moments of a span by producer time: its beginning, and one every interval up to `toMs`, which counts. */
export interface ImageSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly everyMs: number;
}

/** Pictures of footage, whoever decodes it. */
export interface ImageSource {
  /**
   * An image, or an error of its own, for each moment of the span, in order.
   *
   * @throws ArchiverError `NotFound` for a stream that is not there, or keeps nothing; `Throttled`
   */
  images(stream: StreamReference, span: ImageSpan, form: ImageForm): AsyncIterable<MomentImage>;
}
