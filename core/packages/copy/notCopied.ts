import { ArchiverError } from '../../errors.ts';

/** Why a source is not packaged by copying: `details.reason` of the `UnsupportedMedia` that is thrown. */
export type NotCopiedReason = 'UnsupportedCodec' | 'Fragmented' | 'NoKeyFrames' | 'KeyFramesTooFarApart';

/** The error for it. What cannot be copied may still be encoded anew. */
export function notCopied(reason: NotCopiedReason, message: string): ArchiverError {
  return new ArchiverError('UnsupportedMedia', message, { details: { reason } });
}
