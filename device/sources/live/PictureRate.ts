/** What is taken where neither the stream nor the person says. */
const ASSUMED_RATE = 25;
/** A rate measured over less than this says how the pipe was filled, not how the camera runs. */
const SHORTEST_SPAN_MS = 300;
const NEAR = 0.05;

/**
 * The time line of a stream without times: its pictures follow one another at a rate. The rate is what the person or the
 * stream says, unless the pictures come at another one (a camera that halves its rate in the dark): then theirs, from the
 * next key frame on.
 */
export class PictureRate {
  readonly #measures: boolean;
  #periodMs: number;
  #nextMs = 0;
  #known: boolean;
  #groupFromMs: number | undefined;
  #groupPictures = 0;

  /** @param measures false where times are not the clock's (a back-fill) */
  constructor(framesPerSecond: number | undefined, measures: boolean) {
    this.#periodMs = 1_000 / (framesPerSecond ?? ASSUMED_RATE);
    this.#known = framesPerSecond !== undefined;
    this.#measures = measures;
  }

  /** The stream says it now. */
  declare(framesPerSecond: number): void {
    this.#periodMs = 1_000 / framesPerSecond;
    this.#known = true;
  }

  /** Milliseconds on the stream's own time line. @param shownLater pictures by which display differs from decoding */
  next(arrivalMs: number, keyframe: boolean, shownLater: number): number {
    if (keyframe) this.#measure(arrivalMs);
    this.#groupPictures += 1;
    const timeMs = this.#nextMs + shownLater * this.#periodMs;
    this.#nextMs += this.#periodMs;
    return timeMs;
  }

  #measure(arrivalMs: number): void {
    const spanMs = arrivalMs - (this.#groupFromMs ?? arrivalMs);
    const measuredMs = spanMs / Math.max(1, this.#groupPictures);
    this.#groupFromMs = arrivalMs;
    this.#groupPictures = 0;
    const ratio = measuredMs / this.#periodMs;
    if (!this.#measures || spanMs < SHORTEST_SPAN_MS || ratio > 20) return;
    if (this.#known && (ratio < 0.5 || Math.abs(ratio - 1) < NEAR)) return;
    this.#periodMs = measuredMs;
  }
}
