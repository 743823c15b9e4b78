import { KvsError } from '../kvsError.ts';
import type { Stream } from '../streams/Stream.ts';

/** Documented: service model, Version. */
export const VERSION = { min: 1, max: 64, pattern: /^[a-zA-Z0-9]+$/ } as const;

/** @throws KvsError VersionMismatchException when `version` is not the stream's present one. */
export function checkVersion(stream: Stream, version: string): void {
  if (stream.description.version !== version) {
    throw new KvsError(
      'VersionMismatchException',
      'The stream version that you specified is not the latest version. To get the latest version, use the DescribeStream API.',
    );
  }
}
