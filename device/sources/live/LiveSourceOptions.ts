import type { System } from '../../../core/system.ts';
import type { ByteFeed } from './ByteFeed.ts';

/** Where a live source's bytes come from, and how their frames are placed in time. */
export interface LiveSourceOptions {
  /** For people: "standard input", "rtsp://camera/live". */
  readonly name: string;
  readonly connect: () => ByteFeed;
  /** Connects anew when the feed ends, breaks or stalls; a pipe cannot. */
  readonly restarts: boolean;
  /** What helps when nothing comes. */
  readonly advice: string;
  /** `max`: times count from the start and nothing waits for the clock. */
  readonly speed: 'real-time' | 'max';
  /** Producer time of the first key frame, epoch milliseconds. */
  readonly startMs?: number;
  /** Of a stream that does not say, or says wrong. */
  readonly framesPerSecond?: number;
  /** Nothing for so long is told, and a feed that can be is connected anew. */
  readonly stallMs?: number;
  readonly system: System;
  /** What people should be told while it runs. */
  readonly onNotice: (message: string) => void;
}

export const DEFAULT_STALL_MS = 10_000;
