import { TranscodeFault } from '../../transcode/TranscodeFault.ts';

/** A job that ends in ERROR, with the service's own code and words. */
export class JobFault extends Error {
  readonly code: number;

  constructor(code: number, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'JobFault';
    this.code = code;
  }
}

const LIST =
  'https://docs.aws.amazon.com/mediaconvert/latest/ug/reference-codecs-containers-input.html#reference-codecs-containers-input-video';

const unreadable = (url: string, why: string): string =>
  `Unable to open input file [${url}]: [Failed probe/open: [${why}]]`;

/**
 * What the service says of a source that cannot be transcoded. Documented: user guide, "Error codes", with its examples.
 *
 * @param bytes of the source
 */
export function sourceFault(fault: TranscodeFault, url: string, bytes: number): JobFault {
  const of = (code: number, message: string): JobFault => new JobFault(code, message, { cause: fault });
  switch (fault.reason) {
    case 'no-parser':
      return of(1010, unreadable(url, 'No parser found for container'));
    case 'no-index':
      return of(1075, unreadable(url, 'no moov box found in file'));
    case 'cut-off':
      return of(
        1076,
        `Demuxer: [ReadPacketData File read failed - end of file hit at length [${bytes}]. Is file truncated?]`,
      );
    case 'no-video':
      return of(
        1020,
        `Your input file [${url}] doesn't have video that the transcoder can consume. Check your input video codec against this list of supported input video codec and container combinations: ${LIST}.`,
      );
    case 'no-audio':
      return of(
        1040,
        'Invalid audio track specified for audio_selector [1]. Audio track [1] not found in input container.',
      );
    case 'video-codec':
      return of(1030, `Video codec [${fault.message}] is not a supported input video codec`);
    case 'audio-codec':
      return of(1030, `Audio codec [${fault.message}] for track [1] is not a supported input audio codec`);
    case 'damaged':
      return of(1060, `Decoder closed. No pictures decoded. (${fault.message})`);
    case 'internal':
      return of(1999, `Job failed with unexpected error: ${fault.message}`);
  }
}

/** Documented, the same: a source or a place that is not there, or that the role may not touch. */
export const notFound = (url: string, cause: unknown): JobFault =>
  new JobFault(1404, unreadable(url, "Can't read input stream: [Failed to read data: HeadObject failed]"), { cause });
export const readDenied = (url: string, cause: unknown): JobFault =>
  new JobFault(1401, unreadable(url, `Can't read input stream: [Failed to read data: Access denied to [${url}]]`), {
    cause,
  });
export const writeDenied = (url: string, cause: unknown): JobFault =>
  new JobFault(1401, `Unable to write to output file [${url}]: [Failed to write data: Access Denied]`, { cause });
export const placeMissing = (url: string, cause: unknown): JobFault =>
  new JobFault(1404, `Unable to write to output file [${url}]: [Failed to write data: NoSuchBucket]`, { cause });
export const writeFailed = (url: string, why: string, cause: unknown): JobFault =>
  new JobFault(1517, `Unable to write to output file [${url}]: [Failed to write data: ${why}]`, { cause });

/** Documented, the same: roles. */
export const roleMissing = (): JobFault =>
  new JobFault(1433, 'Unable to assume role. Check that the role exists and that MediaConvert is a trusted entity.');
export const roleUntrusted = (url: string): JobFault =>
  new JobFault(1434, unreadable(url, "Can't read input stream: [Failed to read data: AssumeRole failed]"));

/** Documented, the same. */
export const timedOut = (): JobFault =>
  new JobFault(1522, 'An internal error has occurred and your job timed out. Contact Support.');

/** What the service could do, and this stack cannot: its code is that of what nobody foresaw. */
export const notHere = (what: string): JobFault => new JobFault(1999, `${what} is not available on the embedded stack`);

export const faultOf = (error: unknown, url: string, bytes: number): JobFault => {
  if (error instanceof JobFault) return error;
  if (error instanceof TranscodeFault) return sourceFault(error, url, bytes);
  const words = error instanceof Error ? error.message : String(error);
  return new JobFault(1999, `Job failed with unexpected error: ${words}`, { cause: error });
};
