import { ArchiverError } from '../errors.ts';

/** Why media cannot go into an MP4: `details.reason` of the `UnsupportedMedia` that is thrown. */
export type UnsupportedReason =
  | 'MissingCodecPrivateData'
  | 'InvalidCodecPrivateData'
  | 'InvalidMediaFrame'
  | 'UnsupportedCodec'
  | 'CodecConfigurationChanged';

/** The error for it. */
export function unsupported(
  reason: UnsupportedReason,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): ArchiverError {
  return new ArchiverError('UnsupportedMedia', message, { details: { reason, ...details } });
}
