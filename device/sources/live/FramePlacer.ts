import type { EncodedFrame } from '../../media/EncodedFrame.ts';
import type { StreamFrame } from '../../media/stream/StreamItem.ts';
import type { LiveSourceOptions } from './LiveSourceOptions.ts';
import { LiveTime } from './LiveTime.ts';
import { PictureRate } from './PictureRate.ts';

/** A frame with its time on the stream's own line and the clock's when it was read. */
interface Arrival {
  readonly frame: StreamFrame;
  readonly sourceMs: number;
  readonly arrivalMs: number;
}

/** A frame with its producer time. */
export type PlacedFrame = Pick<EncodedFrame, 'trackNumber' | 'timeMs' | 'keyframe' | 'payload'>;

/** The first frames of a connection come at once, as programs look at a stream before they pass it on: they are gathered. */
const GATHER_MS = 500;
const MOST_GATHERED_SPAN_MS = 10_000;
const MOST_GATHERED_BYTES = 8 * 1_024 * 1_024;
/** Times of a stream after 2001 in epoch milliseconds are no time since its begin. */
const ABSOLUTE_FROM_MS = 1_000_000_000_000;

/** Gives the frames of a live source their producer times. */
export class FramePlacer {
  readonly #options: LiveSourceOptions;
  readonly #rate: PictureRate;
  readonly #time: LiveTime;
  /** `speed: 'max'` and `startMs`: producer time of the stream's own time 0. */
  #fixedOffsetMs: number | undefined;
  #absolute = false;
  #gathered: Arrival[] | undefined = [];
  #gatheredBytes = 0;
  #rateKnown: boolean;

  constructor(options: LiveSourceOptions) {
    const { framesPerSecond, name, onNotice, speed, startMs } = options;
    this.#options = options;
    this.#rateKnown = framesPerSecond !== undefined;
    this.#rate = new PictureRate(framesPerSecond, speed === 'real-time' && startMs === undefined);
    this.#time = new LiveTime({
      onStep: (ms) => onNotice(`${name}: its times stepped by ${(ms / 1_000).toFixed(1)} s against the clock`),
    });
  }

  /** Whether times are the clock's; else they only count on from a start. */
  get followsClock(): boolean {
    return this.#options.speed === 'real-time' && this.#options.startMs === undefined && !this.#absolute;
  }

  /** A rate that the stream declares; what the person said counts more. */
  declareRate(framesPerSecond: number): void {
    this.#rateKnown = true;
    if (this.#options.framesPerSecond === undefined) this.#rate.declare(framesPerSecond);
  }

  /** A connection begins. Gives what was left of the one before. */
  begin(): PlacedFrame[] {
    const rest = this.flush();
    this.#gathered = [];
    this.#gatheredBytes = 0;
    return rest;
  }

  take(frame: StreamFrame, arrivalMs: number): PlacedFrame[] {
    const isPicture = frame.trackNumber === 1;
    if (frame.timeMs === undefined && !this.#rateKnown) this.#tellUnknownRate();
    const sourceMs = frame.timeMs ?? this.#rate.next(arrivalMs, isPicture && frame.keyframe, frame.shownLater ?? 0);
    const arrival = { frame, sourceMs, arrivalMs };
    if (this.#gathered === undefined) return [this.#place(arrival)];
    if (this.#gathered.length === 0) this.#settle(sourceMs);
    this.#gathered.push(arrival);
    this.#gatheredBytes += frame.payload.length;
    const [first] = this.#gathered;
    const enough =
      !this.followsClock ||
      arrivalMs - (first?.arrivalMs ?? 0) >= GATHER_MS ||
      sourceMs - (first?.sourceMs ?? 0) >= MOST_GATHERED_SPAN_MS ||
      this.#gatheredBytes >= MOST_GATHERED_BYTES;
    return enough ? this.flush() : [];
  }

  /** What was gathered, placed by the frame that came with the least delay. */
  flush(): PlacedFrame[] {
    const gathered = this.#gathered ?? [];
    this.#gathered = undefined;
    const [first] = gathered;
    if (first === undefined) return [];
    if (this.followsClock) {
      const offsets = gathered.map(({ arrivalMs, sourceMs }) => arrivalMs - sourceMs);
      this.#time.anchor(Math.min(...offsets), first.sourceMs, gathered.at(-1)?.arrivalMs ?? first.arrivalMs);
    }
    return gathered.map((arrival) => this.#place(arrival));
  }

  #tellUnknownRate(): void {
    this.#rateKnown = true;
    const { name, onNotice } = this.#options;
    const meanwhile = this.followsClock ? 'it is measured' : '25 a second are taken';
    onNotice(`${name} does not say how many pictures a second it holds: ${meanwhile}; --fps N says it`);
  }

  /** Decides what the stream's own times mean, at the first frame of a connection. */
  #settle(sourceMs: number): void {
    const { speed, startMs, system } = this.#options;
    this.#absolute = startMs === undefined && sourceMs >= ABSOLUTE_FROM_MS;
    if (speed === 'real-time' && startMs === undefined) return;
    this.#fixedOffsetMs ??= Math.floor(startMs ?? system.clock.now()) - sourceMs;
  }

  #place({ frame, sourceMs, arrivalMs }: Arrival): PlacedFrame {
    const { trackNumber, keyframe, payload } = frame;
    let timeMs: number;
    if (this.#absolute) timeMs = Math.round(sourceMs);
    else if (this.#fixedOffsetMs !== undefined) timeMs = Math.round(sourceMs + this.#fixedOffsetMs);
    else timeMs = this.#time.place(sourceMs, arrivalMs, trackNumber === 1 && keyframe);
    return { trackNumber, timeMs, keyframe, payload };
  }
}
