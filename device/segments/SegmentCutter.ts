import type { OutgoingFragment } from '../media/OutgoingFragment.ts';

/** A stretch of the recording, in producer time: [begMs, endMs). */
export interface RecordedSegment {
  /** Its own for ever: whoever hears of it twice knows that it is the same. */
  readonly clientID: string;
  readonly begMs: number;
  readonly endMs: number;
}

/** As long as AWS's own devices' segments are, about. */
export const DEFAULT_SEGMENT_MS = 20_000;
/** Fragments that are further apart than this, or than two of their pictures, are two recordings. */
const SMALLEST_GAP_MS = 1_000;

/**
 * Cuts a recording, fragment by fragment, into segments: each ends at the first fragment that begins `lengthMs` or more
 * after it began, and the next one begins there. Where nothing was recorded in between, a segment ends with its last
 * picture. Pure but for the ids that it is given.
 */
export class SegmentCutter {
  readonly #lengthMs: number;
  readonly #newId: () => string;
  #open: RecordedSegment | undefined;
  #gapMs = SMALLEST_GAP_MS;

  constructor(lengthMs: number, newId: () => string) {
    this.#lengthMs = lengthMs;
    this.#newId = newId;
  }

  /** What is recorded since the last cut, up to now. */
  get open(): RecordedSegment | undefined {
    return this.#open;
  }

  /** Takes the next fragment that is recorded; gives the segment that ended before it. */
  add(fragment: OutgoingFragment): RecordedSegment | undefined {
    const { timecodeMs } = fragment;
    const { endMs, pictureMs } = endOf(fragment);
    const before = this.#open;
    const isApart = before !== undefined && timecodeMs - before.endMs > this.#gapMs;
    this.#gapMs = Math.max(SMALLEST_GAP_MS, 2 * pictureMs);
    if (before !== undefined && !isApart && timecodeMs - before.begMs < this.#lengthMs) {
      this.#open = { ...before, endMs };
      return undefined;
    }
    this.#open = { clientID: this.#newId(), begMs: timecodeMs, endMs };
    if (before === undefined || isApart) return before;
    return { ...before, endMs: timecodeMs };
  }

  /** The recording is over: what is left. */
  end(): RecordedSegment | undefined {
    const last = this.#open;
    this.#open = undefined;
    return last;
  }
}

/** When the last picture of a fragment ends: no frame says how long it lasts, so it is taken from the others. */
function endOf({ timecodeMs, lastMs, frames }: OutgoingFragment): { endMs: number; pictureMs: number } {
  const track = frames[0]?.trackNumber;
  const pictures = frames.filter((frame) => frame.trackNumber === track);
  const lastPictureMs = pictures.reduce((last, { timeMs }) => Math.max(last, timeMs), timecodeMs);
  const spacingMs = pictures.length < 2 ? 1 : (lastPictureMs - timecodeMs) / (pictures.length - 1);
  const pictureMs = Math.max(1, Math.round(spacingMs));
  return { endMs: Math.max(lastPictureMs + pictureMs, lastMs), pictureMs };
}
