import { ArchiverError } from '../../../core/errors.ts';
import { sameCodecConfiguration } from '../../../core/matroska/sameCodecConfiguration.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import type { EncodedFrame } from '../../media/EncodedFrame.ts';
import { playbackWarnings } from '../../media/playbackWarnings.ts';
import type { Source } from '../../media/Source.ts';
import type { StreamItem } from '../../media/stream/StreamItem.ts';
import { FramePlacer, type PlacedFrame } from './FramePlacer.ts';
import { type ArrivedFrame, Interleaver } from './Interleaver.ts';
import type { LiveSourceOptions } from './LiveSourceOptions.ts';
import { type ArrivedItem, readItems } from './readItems.ts';

/** Frames that are so far ahead of the clock (a file in a pipe) wait for it. */
const MOST_AHEAD_MS = 1_000;

/**
 * Video that comes as bytes while it is made: a pipe, or a program that reads a camera. Never more than a read's worth
 * is held; whoever does not take frames slows the other side down.
 */
export class LiveSource implements Source {
  /** Whether what cannot be sent in time is lost; a back-fill waits. */
  readonly live: boolean;
  /** One line for people. */
  readonly description: string;
  readonly tracks: readonly Track[];
  readonly #options: LiveSourceOptions;
  readonly #items: AsyncGenerator<ArrivedItem, void, undefined>;
  readonly #placer: FramePlacer;
  readonly #closed: AbortController;
  #current: readonly Track[];
  #nextTracks: readonly Track[] | undefined;
  #interleaver: Interleaver;
  #awaitsKeyFrame = true;

  private constructor(options: LiveSourceOptions, begun: Begun) {
    this.#options = options;
    this.#items = begun.items;
    this.#placer = begun.placer;
    this.#closed = begun.closed;
    this.tracks = begun.tracks;
    this.#current = begun.tracks;
    this.#interleaver = new Interleaver(begun.tracks);
    this.live = options.speed === 'real-time';
    this.description = `${options.name}, ${pictureOf(begun.tracks)}`;
  }

  /**
   * Connects, and reads up to the first key frame's configuration.
   * @param abort ends the waiting
   * @throws ArchiverError `UnsupportedMedia`, `Corrupt` or `NotYetAvailable`; says what to do.
   */
  static async open(options: LiveSourceOptions, abort?: AbortSignal): Promise<LiveSource> {
    const closed = new AbortController();
    const follow = () => closed.abort();
    abort?.addEventListener('abort', follow, { once: true });
    const items = readItems(options, closed.signal);
    const placer = new FramePlacer(options);
    try {
      for (;;) {
        const { value: arrived, done } = await items.next();
        if (done) throw new ArchiverError('NotYetAvailable', `${options.name} was closed before video came`);
        if (arrived.kind !== 'item') continue;
        const { item } = arrived;
        if (item.kind === 'notice') options.onNotice(`${options.name}: ${item.message}`);
        if (item.kind !== 'tracks') continue;
        if (item.framesPerSecond !== undefined) placer.declareRate(item.framesPerSecond);
        for (const warning of playbackWarnings(item.tracks)) options.onNotice(warning);
        return new LiveSource(options, { items, placer, closed, tracks: item.tracks });
      }
    } catch (error) {
      closed.abort();
      await items.return();
      throw error;
    } finally {
      abort?.removeEventListener('abort', follow);
    }
  }

  /** @throws ArchiverError `Corrupt` or `UnsupportedMedia` when a pipe brings no more that is video. */
  async *frames(): AsyncGenerator<EncodedFrame, void, undefined> {
    for (;;) {
      let next: IteratorResult<ArrivedItem>;
      try {
        next = await this.#items.next();
      } catch (error) {
        // What came before it broke is good.
        yield* this.#rest();
        throw error;
      }
      const { value: arrived, done } = next;
      if (done || this.#closed.signal.aborted) break;
      for (const frame of this.#take(arrived)) {
        if (!(await this.#waitFor(frame))) return;
        yield frame;
      }
    }
    if (this.#closed.signal.aborted) return;
    yield* this.#rest();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#items.return();
  }

  #take(arrived: ArrivedItem): EncodedFrame[] {
    if (arrived.kind === 'broken-off') {
      const rest = [...this.#rest(), ...this.#placer.begin().flatMap((placed) => this.#outgoing(placed))];
      // What the pictures of a new connection refer to before its first key frame has not come.
      this.#awaitsKeyFrame = true;
      return rest;
    }
    const { item, arrivalMs } = arrived;
    switch (item.kind) {
      case 'notice':
        this.#options.onNotice(`${this.#options.name}: ${item.message}`);
        return [];
      case 'tracks': {
        const rest = this.#rest();
        this.#changeTracks(item);
        return rest;
      }
      default:
        return this.#interleaver.push(item, arrivalMs).flatMap((arrived) => this.#place(arrived));
    }
  }

  #changeTracks(item: Extract<StreamItem, { kind: 'tracks' }>): void {
    if (item.framesPerSecond !== undefined) this.#placer.declareRate(item.framesPerSecond);
    if (sameCodecConfiguration(this.#current, item.tracks)) {
      this.#nextTracks = undefined;
      return;
    }
    const { name, onNotice } = this.#options;
    onNotice(
      `${name}: the video changed from ${pictureOf(this.#current)} to ${pictureOf(item.tracks)}; a new connection begins there`,
    );
    for (const warning of playbackWarnings(item.tracks)) onNotice(warning);
    this.#current = item.tracks;
    this.#nextTracks = item.tracks;
    this.#interleaver = new Interleaver(item.tracks);
    this.#awaitsKeyFrame = true;
  }

  /** What is still held back of the tracks as they are. */
  #rest(): EncodedFrame[] {
    const last = this.#interleaver.flush().flatMap((arrived) => this.#place(arrived));
    return [...last, ...this.#placer.flush().flatMap((placed) => this.#outgoing(placed))];
  }

  #place({ frame, arrivalMs }: ArrivedFrame): EncodedFrame[] {
    if (this.#awaitsKeyFrame && !(frame.trackNumber === 1 && frame.keyframe)) return [];
    this.#awaitsKeyFrame = false;
    return this.#placer.take(frame, arrivalMs).flatMap((placed) => this.#outgoing(placed));
  }

  #outgoing(placed: PlacedFrame): EncodedFrame[] {
    const tracks = this.#nextTracks;
    if (tracks === undefined || placed.trackNumber !== 1 || !placed.keyframe) return [placed];
    this.#nextTracks = undefined;
    return [{ ...placed, tracks }];
  }

  /** False when the source was closed. */
  async #waitFor(frame: EncodedFrame): Promise<boolean> {
    const { signal } = this.#closed;
    const { speed, startMs, system } = this.#options;
    if (speed === 'real-time' && startMs === undefined) {
      const aheadMs = frame.timeMs - system.clock.now();
      if (aheadMs > MOST_AHEAD_MS) {
        await system.clock.sleep(aheadMs - MOST_AHEAD_MS / 2, signal).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      }
    }
    return !signal.aborted;
  }
}

interface Begun {
  readonly items: AsyncGenerator<ArrivedItem, void, undefined>;
  readonly placer: FramePlacer;
  readonly closed: AbortController;
  readonly tracks: readonly Track[];
}

function pictureOf(tracks: readonly Track[]): string {
  return tracks
    .map(({ codecId, video, audio }) =>
      video === undefined ? `${codecId} ${audio?.samplingFrequency} Hz` : `${codecId} ${video.width}x${video.height}`,
    )
    .join(' with ');
}
