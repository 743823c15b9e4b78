/** Places the frames of a live stream on the clock's time line. */
export interface LiveTimeEvents {
  /** The times of the stream and of the clock came apart, so that a step had to be made. */
  onStep(ms: number): void;
}

/** Later or earlier than this against the clock is a step, not the drift of two quartzes. */
const STEP_MS = 1_000;
/** A stream whose own time leaps more than this against the clock has begun anew. */
const LEAP_MS = 5_000;
/** Of what a group of pictures was off, so much is corrected at the next key frame. */
const CORRECTION = 0.2;

/**
 * Turns a stream's own times into producer times that follow the clock: a frame's time is its own plus an offset. The
 * offset is that of the frames that came with the least delay, so that what a network holds up does not move the
 * picture; it is corrected only at key frames, so that within a fragment times stay as exact as the camera's. A key
 * frame never lies before what has been given out.
 */
export class LiveTime {
  readonly #events: LiveTimeEvents;
  #offsetMs: number | undefined;
  /** Least delay of the present group of pictures, as an offset. */
  #leastMs = Number.POSITIVE_INFINITY;
  #lastSourceMs: number | undefined;
  #lastArrivalMs = 0;
  #latestMs = Number.NEGATIVE_INFINITY;

  constructor(events: LiveTimeEvents) {
    this.#events = events;
  }

  /** The stream begins, or begins anew, at that own time; what was given out stays before it. */
  anchor(offsetMs: number, firstSourceMs: number): void {
    this.#offsetMs = this.#after(firstSourceMs, offsetMs);
    this.#leastMs = Number.POSITIVE_INFINITY;
    this.#lastSourceMs = undefined;
  }

  /** Producer time, whole milliseconds. @param beginsGroup a video key frame */
  place(sourceMs: number, arrivalMs: number, beginsGroup: boolean): number {
    this.#followLeap(sourceMs, arrivalMs);
    if (beginsGroup) this.#correct(sourceMs);
    this.#leastMs = Math.min(this.#leastMs, arrivalMs - sourceMs);
    const timeMs = Math.round(sourceMs + (this.#offsetMs ?? arrivalMs - sourceMs));
    this.#latestMs = Math.max(this.#latestMs, timeMs);
    return timeMs;
  }

  #followLeap(sourceMs: number, arrivalMs: number): void {
    const last = this.#lastSourceMs;
    this.#lastSourceMs = sourceMs;
    const passedMs = arrivalMs - this.#lastArrivalMs;
    this.#lastArrivalMs = arrivalMs;
    if (this.#offsetMs === undefined) this.#offsetMs = this.#after(sourceMs, arrivalMs - sourceMs);
    if (last === undefined) return;
    const leapMs = sourceMs - last;
    // Frames that were held up come at once: less time passes than lies between them, and that is no leap.
    if (leapMs >= -LEAP_MS && leapMs <= passedMs + LEAP_MS) return;
    const before = this.#offsetMs;
    this.#offsetMs = this.#after(sourceMs, arrivalMs - sourceMs);
    this.#leastMs = Number.POSITIVE_INFINITY;
    this.#events.onStep(Math.round(this.#offsetMs - before));
  }

  #correct(sourceMs: number): void {
    if (this.#offsetMs === undefined || !Number.isFinite(this.#leastMs)) return;
    const offMs = this.#leastMs - this.#offsetMs;
    this.#leastMs = Number.POSITIVE_INFINITY;
    const stepped = Math.abs(offMs) > STEP_MS;
    const before = this.#offsetMs;
    this.#offsetMs = this.#after(sourceMs, before + (stepped ? offMs : offMs * CORRECTION));
    const madeMs = this.#offsetMs - before;
    if (stepped && Math.abs(madeMs) > STEP_MS) this.#events.onStep(Math.round(madeMs));
  }

  /** The offset, or as much more as keeps this time behind all that was given out. */
  #after(sourceMs: number, offsetMs: number): number {
    return Math.max(offsetMs, this.#latestMs + 1 - sourceMs);
  }
}
