import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import { openStandIn } from '../../device/camera/openStandIn.ts';
import { TestCamera } from '../../device/camera/TestCamera.ts';
import type { Source } from '../../device/media/Source.ts';
import { FileSource } from '../../device/sources/FileSource.ts';

export interface SourceOptions {
  readonly location: string;
  readonly streamName: string;
  readonly speed: 'real-time' | 'max';
  readonly startMs: number | undefined;
  readonly system: System;
}

/** What `--source` names, with what people should be told of it. @throws ArchiverError `InvalidInput` */
export async function openSource(options: SourceOptions): Promise<{ source: Source; notices: readonly string[] }> {
  const { location, streamName, speed, startMs, system } = options;
  if (location === '-') {
    throw new ArchiverError(
      'InvalidInput',
      '--source: a video from standard input is not read yet; name a file or URL',
    );
  }
  if (location !== 'test') {
    try {
      const place = { location, speed, loop: false, system };
      const source = await FileSource.open(startMs === undefined ? place : { ...place, startMs });
      return { source, notices: source.notices };
    } catch (cause) {
      if (!isArchiverError(cause)) throw cause;
      throw new ArchiverError('InvalidInput', `--source: ${cause.message}`, { cause });
    }
  }
  if (startMs !== undefined || speed === 'max') {
    throw new ArchiverError('InvalidInput', '--source test runs by the clock: --start and --speed max are for files');
  }
  try {
    return { source: await TestCamera.open({ streamName, system }), notices: [] };
  } catch (error) {
    if (!isArchiverError(error, 'UnsupportedMedia')) throw error;
    return {
      source: await openStandIn(system),
      notices: [`${error.message}: a short recorded clip stands in, in a loop`],
    };
  }
}
