import { nextSpeed } from './player/Controls.tsx';

export interface PlayerKeyOptions {
  readonly video: HTMLVideoElement;
  /** Moves by so many milliseconds of footage. */
  readonly onStep: (ms: number) => void;
  readonly onLive: () => void;
}

/** What a frame lasts where the picture does not say. */
const FRAME_MS = 40;

/** The keys of the player: as players and editors have them. False where a key means nothing here. */
export function playerKey(key: string, { video, onStep, onLive }: PlayerKeyOptions): boolean {
  switch (key) {
    case ' ':
    case 'k':
      if (video.paused) void video.play();
      else video.pause();
      return true;
    case 'ArrowLeft':
      onStep(-5000);
      return true;
    case 'ArrowRight':
      onStep(5000);
      return true;
    case 'j':
      onStep(-10_000);
      return true;
    case 'l':
      if (video.paused) void video.play();
      else video.playbackRate = nextSpeed(video.playbackRate, 1);
      return true;
    case ',':
    case '.':
      video.pause();
      video.currentTime += ((key === ',' ? -1 : 1) * FRAME_MS) / 1000;
      return true;
    case 'm':
      video.muted = !video.muted;
      return true;
    case 'f':
      void video.requestFullscreen();
      return true;
    case 'n':
      onLive();
      return true;
    default:
      return false;
  }
}
