import type { Readable } from 'node:stream';
import type { System } from '../../../core/system.ts';
import { LiveSource } from '../live/LiveSource.ts';
import { pipeFeed } from './pipeFeed.ts';

/** A pipe as a source. */
export interface PipeOptions {
  readonly input: Readable;
  /** `max`: a recording; times count from `startMs`. `real-time`: times are the clock's. */
  readonly speed: 'real-time' | 'max';
  /** Producer time of the first key frame, epoch milliseconds. */
  readonly startMs?: number;
  /** Of a raw H.264 or H.265 stream that does not say. */
  readonly framesPerSecond?: number;
  readonly stallMs?: number;
  readonly system: System;
  readonly onNotice: (message: string) => void;
}

/**
 * Video from standard input: Matroska, or H.264 or H.265 with start codes, told apart by the first bytes.
 * @throws ArchiverError `UnsupportedMedia` for anything else; says what to do.
 */
export async function openPipe(options: PipeOptions): Promise<LiveSource> {
  const { input, ...rest } = options;
  return await LiveSource.open({
    ...rest,
    name: 'standard input',
    connect: () => pipeFeed(input),
    restarts: false,
    advice:
      'the program before the pipe must write Matroska, or H.264 or H.265 with start codes and its parameter sets at ' +
      'each key frame (rpicam-vid -t 0 --inline -o -)',
  });
}
