/** From the producer: the fragment is complete. Its value is empty (observed). */
export const END_OF_FRAGMENT = 'AWS_KINESISVIDEO_END_OF_FRAGMENT';
/** From the producer: make an image of the fragment, under that prefix (documented: automated image generation). */
export const IMAGE_GENERATION = 'AWS_KINESISVIDEO_IMAGE_GENERATION';
export const IMAGE_PREFIX = 'AWS_KINESISVIDEO_IMAGE_PREFIX';
/** From the producer: announce the fragment by SNS (documented: notifications). */
export const NOTIFICATION = 'AWS_KINESISVIDEO_NOTIFICATION';

export const FRAGMENT_NUMBER = 'AWS_KINESISVIDEO_FRAGMENT_NUMBER';
/** Observed; the API reference spells the two times `..._SIDE_TIMESTAMP`. */
export const SERVER_TIMESTAMP = 'AWS_KINESISVIDEO_SERVER_TIMESTAMP';
export const PRODUCER_TIMESTAMP = 'AWS_KINESISVIDEO_PRODUCER_TIMESTAMP';
export const SERVER_SIDE_TIMESTAMP = 'AWS_KINESISVIDEO_SERVER_SIDE_TIMESTAMP';
export const PRODUCER_SIDE_TIMESTAMP = 'AWS_KINESISVIDEO_PRODUCER_SIDE_TIMESTAMP';

/** GetMedia, after the cluster. */
export const MILLIS_BEHIND_NOW = 'AWS_KINESISVIDEO_MILLIS_BEHIND_NOW';
export const CONTINUATION_TOKEN = 'AWS_KINESISVIDEO_CONTINUATION_TOKEN';

/** GetMedia's failures within a 200 (documented: API reference, GetMedia). */
export const ERROR_CODE = 'AWS_KINESISVIDEO_ERROR_CODE';
export const ERROR_ID = 'AWS_KINESISVIDEO_ERROR_ID';

/** GetMediaForFragmentList's failures within a 200 (documented: API reference, GetMediaForFragmentList). */
export const EXCEPTION_ERROR_CODE = 'AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE';
export const EXCEPTION_MESSAGE = 'AWS_KINESISVIDEO_EXCEPTION_MESSAGE';

/**
 * What the service itself writes. Producers write `AWS_KINESISVIDEO_...` too (image generation, notification): those are
 * the fragment's own tags.
 */
export const SERVICE_TAGS: ReadonlySet<string> = new Set([
  FRAGMENT_NUMBER,
  SERVER_TIMESTAMP,
  PRODUCER_TIMESTAMP,
  SERVER_SIDE_TIMESTAMP,
  PRODUCER_SIDE_TIMESTAMP,
  MILLIS_BEHIND_NOW,
  CONTINUATION_TOKEN,
  ERROR_CODE,
  ERROR_ID,
  EXCEPTION_ERROR_CODE,
  EXCEPTION_MESSAGE,
]);
