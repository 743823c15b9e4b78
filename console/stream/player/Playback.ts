import type Hls from 'hls.js';
import type { LevelDetails } from 'hls.js';
import { FrameLength } from './FrameLength.ts';
import { failureOf } from './failureOf.ts';
import { holdPicture } from './holdPicture.ts';
import { endOf, momentAt, placeOf } from './moments.ts';
import { PATIENT } from './patience.ts';
import type { Source } from './Source.ts';
import { startPlaying } from './startPlaying.ts';

export interface PlaybackOptions {
  readonly video: HTMLVideoElement;
  /** Lies over the video while another source is loaded. */
  readonly still: HTMLCanvasElement;
  /** The playlist of a source. */
  readonly address: (source: Source) => Promise<string>;
  /** A token for addresses of the API, where it asks for one. */
  readonly token: (() => string | Promise<string>) | undefined;
  readonly onTrouble: (error: Error, source: Source) => void;
  /** The footage of a source has been played to its end, at that moment; it has none, where that is undefined. */
  readonly onEnd: (source: Source, endMs: number | undefined) => void;
  /** The moment that is seen, several times a second. */
  readonly onMoment: (ms: number) => void;
}

/** Retries of a player that lost its way, before somebody is told. */
const RECOVERIES = 3;
/** How often it is looked whether something has been recorded, where there is nothing yet. */
const LOOK_MS = 5000;

/**
 * Plays sources in a video element and knows which moment of producer time is seen: each segment of a playlist bears
 * its time (EXT-X-PROGRAM-DATE-TIME).
 */
export class Playback {
  readonly #options: PlaybackOptions;
  readonly #frame = new FrameLength();
  #hls: Hls | undefined;
  #details: LevelDetails | undefined;
  #source: Source | undefined;
  /** Counts loads: what a former one still brings is dropped. */
  #turn = 0;
  #recoveries = 0;
  #later: ReturnType<typeof setTimeout> | undefined;
  #release = (): void => undefined;

  constructor(options: PlaybackOptions) {
    this.#options = options;
    const { video } = options;
    video.addEventListener('timeupdate', this.#tell);
    video.addEventListener('ended', this.#ended);
    video.requestVideoFrameCallback?.(this.#shown);
  }

  get source(): Source | undefined {
    return this.#source;
  }

  /** The moment that is seen, where it is known. */
  get moment(): number | undefined {
    return this.#timeOf(this.#options.video.currentTime);
  }

  /** The moment at which the playlist ends, as far as it has grown. */
  get edge(): number | undefined {
    return endOf(this.#details?.fragments ?? []);
  }

  /** How long a frame lasts, in seconds. */
  get frameSeconds(): number {
    return this.#frame.seconds;
  }

  /** Plays a source; an archive from a moment on, live at its newest. */
  async load(source: Source, atMs?: number): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    clearTimeout(this.#later);
    this.#source = source;
    this.#details = undefined;
    this.#recoveries = 0;
    const [{ default: HlsPlayer }, url] = await Promise.all([import('hls.js'), this.#options.address(source)]);
    const token = await this.#options.token?.();
    if (turn !== this.#turn) return;
    const { video, still } = this.#options;
    this.#release = holdPicture(video, still);
    this.#hls?.destroy();
    this.#hls = undefined;
    if (!HlsPlayer.isSupported()) {
      video.src = url;
      await startPlaying(video);
      return;
    }
    const hls = new HlsPlayer({
      lowLatencyMode: false,
      // A moment's place is known with the playlist: nothing is fetched before.
      autoStartLoad: atMs === undefined,
      backBufferLength: 60,
      maxBufferLength: 20,
      // Gaps in the footage are jumped over; a hole in a segment by an encoder's rounding too.
      maxBufferHole: 0.5,
      manifestLoadPolicy: PATIENT,
      xhrSetup: (request, address) => {
        if (token !== undefined && new URL(address, location.href).pathname.startsWith('/v1/')) {
          request.setRequestHeader('authorization', `Bearer ${token}`);
        }
      },
    });
    this.#hls = hls;
    this.#follow(hls, HlsPlayer, source, atMs);
    hls.loadSource(url);
    hls.attachMedia(video);
  }

  #follow(hls: Hls, { Events, ErrorTypes, ErrorDetails }: typeof Hls, source: Source, atMs: number | undefined): void {
    hls.on(Events.LEVEL_UPDATED, (_, { details }) => {
      this.#details = details;
    });
    let started = false;
    hls.on(Events.LEVEL_LOADED, (_, { details }) => {
      this.#details = details;
      if (started) return;
      started = true;
      if (atMs !== undefined) hls.startLoad(placeOf(details.fragments, atMs)?.seconds ?? -1);
      startPlaying(this.#options.video).catch((error: Error) => this.#options.onTrouble(error, source));
    });
    hls.on(Events.ERROR, (_, data) => {
      if (this.#hls !== hls) return;
      if (data.details === ErrorDetails.LEVEL_EMPTY_ERROR) this.#empty(source, atMs);
      else if (data.fatal) {
        this.#recoveries += 1;
        if (this.#recoveries <= RECOVERIES && data.type === ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
        else this.#options.onTrouble(failureOf(data), source);
      }
    });
  }

  /** Nothing is recorded there: what comes next is sought, or waited for. */
  #empty(source: Source, atMs: number | undefined): void {
    const isOver = source.kind === 'archive' && source.toMs !== undefined;
    clearTimeout(this.#later);
    this.#later = setTimeout(
      () => {
        if (isOver) this.#options.onEnd(source, undefined);
        else this.load(source, atMs).catch((error: Error) => this.#options.onTrouble(error, source));
      },
      isOver ? 0 : LOOK_MS,
    );
  }

  /** Goes to a moment of the source that plays; false where it does not hold it. */
  seek(ms: number): boolean {
    const place = placeOf(this.#details?.fragments ?? [], ms);
    if (place?.isThere !== true) return false;
    this.#options.video.currentTime = place.seconds;
    return true;
  }

  close(): void {
    this.#turn += 1;
    clearTimeout(this.#later);
    this.#hls?.destroy();
    const { video } = this.#options;
    video.removeEventListener('timeupdate', this.#tell);
    video.removeEventListener('ended', this.#ended);
    video.removeAttribute('src');
  }

  readonly #tell = (): void => {
    const ms = this.moment;
    if (ms !== undefined) this.#options.onMoment(ms);
  };

  readonly #shown = (_: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
    this.#release();
    this.#frame.show(mediaTime);
    this.#options.video.requestVideoFrameCallback(this.#shown);
  };

  readonly #ended = (): void => {
    if (this.#source !== undefined) this.#options.onEnd(this.#source, this.edge);
  };

  #timeOf(seconds: number): number | undefined {
    if (this.#hls !== undefined) return momentAt(this.#details?.fragments ?? [], seconds);
    // Safari plays HLS by itself.
    const { video } = this.#options;
    const start = (video as { getStartDate?: () => Date }).getStartDate?.().getTime();
    return start === undefined || Number.isNaN(start) ? undefined : start + seconds * 1000;
  }
}
