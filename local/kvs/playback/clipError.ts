import { isArchiverError } from '../../../core/errors.ts';
import type { UnsupportedReason } from '../../../core/mp4/UnsupportedReason.ts';
import { KvsError } from '../kvsError.ts';

/**
 * What GetClip answers for media that no MP4 can hold. Documented: what each exception means. Assumed: a codec
 * configuration that changes within the range gives InvalidCodecPrivateData; the documentation names none.
 */
const ERRORS: Readonly<Record<UnsupportedReason, KvsError['errorName']>> = {
  MissingCodecPrivateData: 'MissingCodecPrivateDataException',
  InvalidCodecPrivateData: 'InvalidCodecPrivateDataException',
  InvalidMediaFrame: 'InvalidMediaFrameException',
  UnsupportedCodec: 'UnsupportedStreamMediaTypeException',
  CodecConfigurationChanged: 'InvalidCodecPrivateDataException',
};

/** The answer for an error of `buildMp4`; anything else comes back as it is. */
export function clipError(error: unknown): unknown {
  if (!isArchiverError(error, 'UnsupportedMedia')) return error;
  const reason = error.details.reason;
  const name = typeof reason === 'string' && reason in ERRORS ? ERRORS[reason as UnsupportedReason] : undefined;
  return name === undefined ? error : new KvsError(name, error.message, { cause: error });
}
