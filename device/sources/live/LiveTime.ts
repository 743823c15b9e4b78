/** Places the frames of a live stream on the clock's time line. */
export interface LiveTimeEvents {
  /** The times of the stream and of the clock came apart, so that a step had to be made. */
  onStep(ms: number): void;
}

/** Later or earlier than this against the clock is a step, not the drift of two quartzes; frames ahead of it may wait. */
const STEP_MS = 1_500;
/** A stream whose own time leaps more than this against the clock has begun anew. */
const LEAP_MS = 5_000;
/** Drift is followed by so much at a key frame: far more than quartzes part, too little to be seen. */
const DRIFT_MS = 5;
/** What a network holds up for less than this comes at once afterwards, and moves nothing. */
const HOLD_UP_MS = 30_000;

/**
 * Turns a stream's own times into producer times that follow the clock: a frame's time is its own plus an offset. The
 * offset is that of the frames that came with the least delay, so that what a network holds up does not move the
 * picture; it is corrected only at key frames, so that within a fragment times stay as exact as the camera's. A key
 * frame never lies before what has been given out.
 */
export class LiveTime {
  readonly #events: LiveTimeEvents;
  #offsetMs: number | undefined;
  /** Least delay, as an offset, of each of the last groups of pictures. */
  #groups: { readonly fromMs: number; leastMs: number }[] = [];
  #lastSourceMs: number | undefined;
  #lastArrivalMs = 0;
  #latestMs = Number.NEGATIVE_INFINITY;

  constructor(events: LiveTimeEvents) {
    this.#events = events;
  }

  /** The stream begins, or begins anew, at that own time; what was given out stays before it. */
  anchor(offsetMs: number, firstSourceMs: number, arrivalMs: number): void {
    this.#offsetMs = this.#after(firstSourceMs, offsetMs);
    this.#groups = [{ fromMs: arrivalMs, leastMs: offsetMs }];
    this.#lastSourceMs = undefined;
  }

  /** Producer time, whole milliseconds. @param beginsGroup a video key frame */
  place(sourceMs: number, arrivalMs: number, beginsGroup: boolean): number {
    this.#followLeap(sourceMs, arrivalMs);
    if (beginsGroup) this.#correct(sourceMs, arrivalMs);
    const group = this.#groups.at(-1);
    if (group !== undefined) group.leastMs = Math.min(group.leastMs, arrivalMs - sourceMs);
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
    this.#groups = [];
    this.#events.onStep(Math.round(this.#offsetMs - before));
  }

  #correct(sourceMs: number, arrivalMs: number): void {
    const groups = this.#groups.filter(({ fromMs }) => arrivalMs - fromMs <= HOLD_UP_MS);
    this.#groups = [...groups, { fromMs: arrivalMs, leastMs: Number.POSITIVE_INFINITY }];
    const leastMs = Math.min(...groups.map((group) => group.leastMs));
    if (this.#offsetMs === undefined || !Number.isFinite(leastMs)) return;
    const before = this.#offsetMs;
    const offMs = leastMs - before;
    const stepped = Math.abs(offMs) > STEP_MS;
    const madeMs = stepped ? offMs : Math.max(-DRIFT_MS, Math.min(DRIFT_MS, offMs));
    this.#offsetMs = this.#after(sourceMs, before + madeMs);
    const stepMs = this.#offsetMs - before;
    if (stepped && Math.abs(stepMs) > STEP_MS) this.#events.onStep(Math.round(stepMs));
  }

  /** The offset, or as much more as keeps this time behind all that was given out. */
  #after(sourceMs: number, offsetMs: number): number {
    return Math.max(offsetMs, this.#latestMs + 1 - sourceMs);
  }
}
