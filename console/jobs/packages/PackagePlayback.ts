import type Hls from 'hls.js';
import { failureOf } from '../../stream/player/failureOf.ts';
import { followPictures, soundBeside } from './soundBeside.ts';

const FOLLOW_MS = 250;
const RECOVERIES = 3;

/**
 * Plays a package. Where its sound is a rendition of its own, it is played beside the pictures and kept with them: the build
 * of hls.js that the console has knows no other audio, and is half as long.
 */
export class PackagePlayback {
  readonly #video: HTMLVideoElement;
  readonly #onTrouble: (error: Error) => void;
  readonly #players: Hls[] = [];
  readonly #end = new AbortController();
  #sound: HTMLAudioElement | undefined;

  constructor(video: HTMLVideoElement, onTrouble: (error: Error) => void) {
    this.#video = video;
    this.#onTrouble = onTrouble;
  }

  /** @param onSound whether sound is played beside, which the video's own controls know nothing of */
  async load(url: string, onSound: (sound: HTMLAudioElement) => void): Promise<void> {
    const { signal } = this.#end;
    const [{ default: Player }, answer] = await Promise.all([import('hls.js'), fetch(url, { signal })]);
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    const sound = soundBeside(await answer.text(), url);
    if (signal.aborted) return;
    if (!Player.isSupported()) {
      this.#video.src = url;
      return;
    }
    this.#attach(Player, url, this.#video);
    if (sound === undefined) return;
    this.#sound = new Audio();
    this.#attach(Player, sound, this.#sound);
    this.#follow(this.#sound);
    onSound(this.#sound);
  }

  close(): void {
    this.#end.abort();
    for (const player of this.#players) player.destroy();
    this.#sound?.pause();
  }

  #attach(Player: typeof Hls, url: string, media: HTMLMediaElement): void {
    const hls = new Player({ lowLatencyMode: false, backBufferLength: 60, maxBufferLength: 30, maxBufferHole: 0.5 });
    let recoveries = 0;
    hls.on(Player.Events.ERROR, (_, data) => {
      if (!data.fatal) return;
      recoveries += 1;
      if (data.type === Player.ErrorTypes.MEDIA_ERROR && recoveries <= RECOVERIES) hls.recoverMediaError();
      else this.#onTrouble(failureOf(data));
    });
    this.#players.push(hls);
    hls.loadSource(url);
    hls.attachMedia(media);
  }

  #follow(sound: HTMLAudioElement): void {
    const { signal } = this.#end;
    const video = this.#video;
    const keep = (): void => {
      if (video.paused || video.seeking || video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) {
        sound.pause();
        return;
      }
      const { rate, jump } = followPictures(
        { seconds: video.currentTime, rate: video.playbackRate },
        sound.currentTime,
      );
      if (jump && !sound.seeking) sound.currentTime = video.currentTime;
      sound.playbackRate = rate;
      if (sound.paused && sound.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) {
        // A browser lets no sound begin before somebody has touched the page.
        sound.play().catch(() => undefined);
      }
    };
    for (const event of ['play', 'playing', 'pause', 'seeking', 'seeked', 'waiting', 'ratechange', 'ended']) {
      video.addEventListener(event, keep, { signal });
    }
    const timer = setInterval(keep, FOLLOW_MS);
    signal.addEventListener('abort', () => clearInterval(timer));
  }
}
