import { nextSpeed } from './Controls.tsx';
import { startPlaying } from './startPlaying.ts';

export interface PlayerKeyOptions {
  readonly video: HTMLVideoElement;
  /** Moves by so many milliseconds of footage. */
  readonly onStep: (ms: number) => void;
  readonly onLive: () => void;
  /** How long a frame lasts. */
  readonly frameSeconds: number;
}

/** The keys of the player: as players and editors have them. False where a key means nothing here. */
export function playerKey(key: string, { video, onStep, onLive, frameSeconds }: PlayerKeyOptions): boolean {
  switch (key) {
    case ' ':
    case 'k':
      if (video.paused) void startPlaying(video);
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
      if (video.paused) void startPlaying(video);
      else video.playbackRate = nextSpeed(video.playbackRate, 1);
      return true;
    case ',':
    case '.':
      video.pause();
      video.currentTime += (key === ',' ? -1 : 1) * frameSeconds;
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
