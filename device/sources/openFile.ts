import { FilePathSource, Input, MATROSKA, MP4, QTFF, type Source, UrlSource, WEBM } from 'mediabunny';
import { ArchiverError } from '../../core/errors.ts';

const CACHE_BYTES = 8 * 1_024 * 1_024;
const MOST_URL_TRIES = 5;

/** Whether `location` is an address rather than a path. */
export function isUrl(location: string): boolean {
  return /^https?:\/\//i.test(location);
}

/**
 * Opens an MP4, MOV or Matroska file by path or http(s) URL; read piece by piece, through a cache of 8 MiB.
 * @throws ArchiverError `NotFound`, `UnsupportedMedia`, or `Corrupt`.
 */
export async function openFile(location: string): Promise<Input> {
  const input = new Input({ source: sourceOf(location), formats: [MP4, QTFF, MATROSKA, WEBM] });
  try {
    if (await input.canRead()) return input;
  } catch (cause) {
    input.dispose();
    throw readFailure(location, cause);
  }
  input.dispose();
  throw new ArchiverError(
    'UnsupportedMedia',
    `${location} is no MP4 and no Matroska file: remux it first (ffmpeg -i ${location} -c copy out.mp4)`,
  );
}

/** What a failure while reading the file is to us. */
export function readFailure(location: string, cause: unknown): ArchiverError {
  if (cause instanceof ArchiverError) return cause;
  const code = (cause as { code?: unknown } | undefined)?.code;
  if (code === 'ENOENT') return new ArchiverError('NotFound', `${location} does not exist`, { cause });
  if (code === 'EACCES') return new ArchiverError('AccessDenied', `${location} may not be read`, { cause });
  if (code === 'EISDIR') return new ArchiverError('InvalidInput', `${location} is a folder: name a file`, { cause });
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ArchiverError(
    'Corrupt',
    `${location} cannot be read any further (${why}): it is damaged or was cut off; copy it again, or repair it with ` +
      `ffmpeg -i ${location} -c copy repaired.mkv`,
    { cause },
  );
}

function sourceOf(location: string): Source {
  // Errors of reading ahead come back when the place is read for good.
  const handleUnhandledError = () => undefined;
  if (!isUrl(location)) return new FilePathSource(location, { maxCacheSize: CACHE_BYTES, handleUnhandledError });
  return new UrlSource(location, {
    maxCacheSize: CACHE_BYTES,
    handleUnhandledError,
    getRetryDelay: (attempts) => (attempts < MOST_URL_TRIES ? 0.5 * 2 ** attempts : null),
  });
}
