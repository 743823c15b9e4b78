import type { Readable } from 'node:stream';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import { openStandIn } from '../../device/camera/openStandIn.ts';
import { TestCamera } from '../../device/camera/TestCamera.ts';
import { FollowedClock } from '../../device/clock/FollowedClock.ts';
import type { DecodedPicture } from '../../device/events/triggers/onMotion.ts';
import { playbackWarnings } from '../../device/media/playbackWarnings.ts';
import type { Source } from '../../device/media/Source.ts';
import { isCamera, openCamera } from '../../device/sources/command/openCamera.ts';
import { FileSource } from '../../device/sources/FileSource.ts';
import { openPipe } from '../../device/sources/pipe/openPipe.ts';

export interface SourceOptions {
  /** `-`, `test`, `rtsp://…`, `/dev/video0`, or a file by path or http(s) URL. */
  readonly location: string;
  readonly streamName: string;
  readonly speed: 'real-time' | 'max';
  readonly startMs: number | undefined;
  /** Pictures a second, of a stream that does not say or of a camera at the machine. */
  readonly framesPerSecond?: number | undefined;
  /** `1280x720`, of a camera at the machine. */
  readonly size?: string | undefined;
  readonly system: System;
  readonly stdin: Readable;
  /** PATH: where ffmpeg and GStreamer are looked for. */
  readonly path: string;
  /** Sees the pictures of a source that has them decoded. */
  readonly onPicture?: ((picture: DecodedPicture, timeMs: number) => void) | undefined;
  /** What people should be told while it runs. */
  readonly onNotice: (message: string) => void;
}

/** What `--source` names, with what people should be told of it. @throws ArchiverError; says what to do. */
export async function openSource(options: SourceOptions): Promise<{ source: Source; notices: readonly string[] }> {
  const { location, speed, startMs, framesPerSecond, onNotice } = options;
  const system = {
    ...options.system,
    clock: new FollowedClock(options.system.clock, () => performance.now(), onNotice),
  };
  if (location === 'test') return await openTestCamera({ ...options, system });
  if (options.onPicture !== undefined) {
    throw new ArchiverError(
      'InvalidInput',
      '--event-motion: this source goes through as it is encoded, and nobody sees its pictures here; let what does ' +
        'see motion say so at --control',
    );
  }
  const rate = framesPerSecond === undefined ? {} : { framesPerSecond };
  const start = startMs === undefined ? {} : { startMs };
  return await namingTheOption(async () => {
    if (location === '-') {
      const source = await openPipe({ input: options.stdin, speed, ...start, ...rate, system, onNotice });
      return { source, notices: [] };
    }
    if (isCamera(location)) {
      if (startMs !== undefined || speed === 'max') throw byTheClock('a camera');
      const size = options.size === undefined ? {} : { size: options.size };
      const source = await openCamera({ location, path: options.path, ...size, ...rate, system, onNotice });
      return { source, notices: [] };
    }
    const source = await FileSource.open({ location, speed, loop: false, system, ...start });
    return { source, notices: [...source.notices, ...playbackWarnings(source.tracks)] };
  });
}

async function openTestCamera({ streamName, speed, startMs, system, onPicture }: SourceOptions) {
  if (startMs !== undefined || speed === 'max') throw byTheClock('--source test');
  try {
    return { source: await TestCamera.open({ streamName, system, onPicture }), notices: [] };
  } catch (error) {
    if (!isArchiverError(error, 'UnsupportedMedia')) throw error;
    return {
      source: await openStandIn(system),
      notices: [`${error.message}: a short recorded clip stands in, in a loop`],
    };
  }
}

function byTheClock(what: string): ArchiverError {
  return new ArchiverError('InvalidInput', `${what} runs by the clock: --start and --speed max are for recordings`);
}

/** What somebody can put right is a mistake in the option; a camera that does not answer may later. */
async function namingTheOption<Result>(open: () => Promise<Result>): Promise<Result> {
  try {
    return await open();
  } catch (cause) {
    if (!isArchiverError(cause)) throw cause;
    const kind = cause.retryable && cause.kind !== 'Truncated' ? cause.kind : 'InvalidInput';
    throw new ArchiverError(kind, `--source: ${cause.message}`, { cause });
  }
}
