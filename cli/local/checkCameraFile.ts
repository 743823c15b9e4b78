import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import { FileSource } from '../../device/sources/FileSource.ts';

/** What is to be recorded: the test camera, or a file or URL. */
export type CameraKind = 'test' | { readonly path: string };

/**
 * Reads `--camera` and `--no-camera`, and opens the file once: whoever names one that cannot be played hears of it
 * before anything has started.
 *
 * @returns undefined without a camera
 * @throws ArchiverError `InvalidInput`
 */
export async function checkCameraFile(
  camera: boolean | string | undefined,
  system: System,
): Promise<CameraKind | undefined> {
  if (camera === false) return undefined;
  if (camera === true || camera === undefined) return 'test';
  try {
    const source = await FileSource.open({ location: camera, system, speed: 'real-time', loop: true });
    await source.close();
  } catch (cause) {
    if (!isArchiverError(cause)) throw cause;
    throw new ArchiverError('InvalidInput', `--camera: ${cause.message}`, { cause });
  }
  return { path: camera };
}
