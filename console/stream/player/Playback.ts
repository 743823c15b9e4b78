import type Hls from 'hls.js';
import type { ErrorData, Fragment, LevelDetails } from 'hls.js';
import type { Source } from './Source.ts';

export interface PlaybackOptions {
  readonly video: HTMLVideoElement;
  /** The playlist of a source. */
  readonly address: (source: Source) => Promise<string>;
  /** A token for addresses of the API, where it asks for one. */
  readonly token: (() => string | Promise<string>) | undefined;
  readonly onTrouble: (error: Error) => void;
  /** The footage of a source has been played to its end. */
  readonly onEnd: (source: Source) => void;
  /** The moment that is seen, several times a second. */
  readonly onMoment: (ms: number) => void;
}

/** Retries of a player that lost its way, before somebody is told. */
const RECOVERIES = 3;

/**
 * Plays sources in a video element and knows which moment of producer time is seen: each segment of a playlist bears
 * its time (EXT-X-PROGRAM-DATE-TIME).
 */
export class Playback {
  readonly #options: PlaybackOptions;
  #hls: Hls | undefined;
  #details: LevelDetails | undefined;
  #source: Source | undefined;
  /** Counts loads: what a former one still brings is dropped. */
  #turn = 0;
  #recoveries = 0;

  constructor(options: PlaybackOptions) {
    this.#options = options;
    const { video } = options;
    video.addEventListener('timeupdate', this.#tell);
    video.addEventListener('ended', this.#ended);
  }

  get source(): Source | undefined {
    return this.#source;
  }

  /** The moment that is seen, where it is known. */
  get moment(): number | undefined {
    return this.#timeOf(this.#options.video.currentTime);
  }

  /** Plays a source; an archive from a moment on, live at its newest. */
  async load(source: Source, atMs?: number): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#source = source;
    this.#details = undefined;
    this.#recoveries = 0;
    const [{ default: HlsPlayer }, url] = await Promise.all([import('hls.js'), this.#options.address(source)]);
    const token = await this.#options.token?.();
    if (turn !== this.#turn) return;
    this.#hls?.destroy();
    this.#hls = undefined;
    const { video } = this.#options;
    if (!HlsPlayer.isSupported()) {
      video.src = url;
      await video.play().catch(this.#refused);
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
      xhrSetup: (request, address) => {
        if (token !== undefined && new URL(address, location.href).pathname.startsWith('/v1/')) {
          request.setRequestHeader('authorization', `Bearer ${token}`);
        }
      },
    });
    this.#hls = hls;
    hls.on(HlsPlayer.Events.LEVEL_UPDATED, (_, { details }) => {
      this.#details = details;
    });
    let started = false;
    hls.on(HlsPlayer.Events.LEVEL_LOADED, (_, { details }) => {
      this.#details = details;
      if (started) return;
      started = true;
      const at = atMs === undefined ? undefined : placeOf(details.fragments, atMs);
      if (atMs !== undefined) hls.startLoad(at ?? -1);
      void video.play().catch(this.#refused);
    });
    hls.on(HlsPlayer.Events.ERROR, (_, data) => {
      if (!data.fatal) return;
      this.#recoveries += 1;
      if (this.#recoveries <= RECOVERIES && data.type === HlsPlayer.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else this.#options.onTrouble(new Error(messageOf(data), { cause: data.error }));
    });
    hls.loadSource(url);
    hls.attachMedia(video);
  }

  /** Goes to a moment of the source that plays; false where it does not hold it. */
  seek(ms: number): boolean {
    const at = placeOf(this.#details?.fragments ?? [], ms);
    if (at === undefined) return false;
    this.#options.video.currentTime = at;
    return true;
  }

  close(): void {
    this.#turn += 1;
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

  readonly #ended = (): void => {
    if (this.#source !== undefined) this.#options.onEnd(this.#source);
  };

  readonly #refused = (error: unknown): void => {
    // A browser plays nothing by itself before somebody has touched the page, and stops what another load replaces.
    if (error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError')) return;
    this.#options.onTrouble(error instanceof Error ? error : new Error(String(error)));
  };

  #timeOf(seconds: number): number | undefined {
    const { video } = this.#options;
    if (this.#hls === undefined) {
      // Safari plays HLS by itself.
      const start = (video as { getStartDate?: () => Date }).getStartDate?.().getTime();
      return start === undefined || Number.isNaN(start) ? undefined : start + seconds * 1000;
    }
    const fragments = this.#details?.fragments ?? [];
    const fragment = fragments.findLast(({ start }) => start <= seconds + 0.001) ?? fragments[0];
    if (fragment?.programDateTime == null) return undefined;
    return fragment.programDateTime + (seconds - fragment.start) * 1000;
  }
}

/** Where a moment stands in a playlist, in seconds; in a gap, where footage goes on; beyond it, nowhere. */
function placeOf(fragments: readonly Fragment[], ms: number): number | undefined {
  for (const { programDateTime, duration, start } of fragments) {
    if (programDateTime == null) continue;
    if (ms < programDateTime + duration * 1000) return start + Math.max(0, ms - programDateTime) / 1000;
  }
  return undefined;
}

function messageOf({ details, response }: ErrorData): string {
  try {
    const { error } = JSON.parse(String(response?.text ?? '')) as { error?: { message?: string } };
    if (error?.message !== undefined) return error.message;
  } catch {
    // No answer of the API: the player's own word says what it was.
  }
  return response?.code ? `${details} (${response.code})` : details;
}
