import { changedShare } from './changedShare.ts';
import type { Luma } from './downscaleLuma.ts';

export interface MotionSettings {
  /** Share of the picture, 0 to 1, that must change from one look to the next. */
  readonly threshold: number;
  /** Pictures are looked at so far apart. */
  readonly everyMs: number;
  /** Motion that goes on is one event; after so long without any, the next is another. */
  readonly quietMs: number;
}

export const DEFAULT_MOTION: MotionSettings = { threshold: 0.02, everyMs: 500, quietMs: 5_000 };

/**
 * Looks for motion in pictures, by the change from one to a later one. Says when motion begins; motion that goes on for
 * ever is said again once a minute. Pure: a function of the pictures and their times.
 */
export class MotionWatch {
  readonly #settings: MotionSettings;
  #last: { readonly luma: Luma; readonly timeMs: number } | undefined;
  #movedMs = Number.NEGATIVE_INFINITY;
  #saidMs = Number.NEGATIVE_INFINITY;

  constructor(settings: MotionSettings = DEFAULT_MOTION) {
    this.#settings = settings;
  }

  /** Whether a picture of that time would be looked at: nobody need scale it down otherwise. */
  wants(timeMs: number): boolean {
    return (
      this.#last === undefined || timeMs - this.#last.timeMs >= this.#settings.everyMs || timeMs < this.#last.timeMs
    );
  }

  /** Takes a picture; true when motion begins with it. */
  look(luma: Luma, timeMs: number): boolean {
    if (!this.wants(timeMs)) return false;
    const before = this.#last;
    this.#last = { luma, timeMs };
    // A clock that was set back, or a long pause: these pictures have nothing to do with each other.
    if (before === undefined || timeMs < before.timeMs || timeMs - before.timeMs > FORGOTTEN_MS) return false;
    if (changedShare(before.luma, luma) < this.#settings.threshold) return false;
    const begins = timeMs - this.#movedMs >= this.#settings.quietMs || timeMs - this.#saidMs >= SAID_AGAIN_MS;
    this.#movedMs = timeMs;
    if (begins) this.#saidMs = timeMs;
    return begins;
  }
}

const FORGOTTEN_MS = 30_000;
const SAID_AGAIN_MS = 60_000;
