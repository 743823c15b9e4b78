import { type RefObject, useEffect, useState } from 'react';
import { fill } from '../../text/format.ts';
import { useText } from '../../text/useText.ts';
import styles from './Player.module.css';
import { startPlaying } from './startPlaying.ts';

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

/** The speed so many steps faster or slower than another. */
export function nextSpeed(speed: number, steps: number): number {
  const at = SPEEDS.findIndex((one) => one >= speed);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, (at < 0 ? SPEEDS.length - 1 : at) + steps))] ?? 1;
}

export interface ControlsProps {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly live: boolean;
  readonly onLive: () => void;
  readonly onStep: (ms: number) => void;
}

/** Play, pause, steps, speed, sound, full screen, live. */
export function Controls({ video, live, onLive, onStep }: ControlsProps) {
  const { player } = useText();
  const { paused, speed, muted } = useVideoState(video);
  const act = (does: (element: HTMLVideoElement) => unknown) => () => {
    if (video.current !== null) does(video.current);
  };
  return (
    <div className={styles.controls} role="toolbar" aria-label={player.controls}>
      <button type="button" onClick={act((it) => (it.paused ? startPlaying(it) : it.pause()))}>
        {paused ? player.play : player.pause}
      </button>
      <button type="button" onClick={() => onStep(-10_000)}>
        {player.back}
      </button>
      <button type="button" onClick={() => onStep(10_000)}>
        {player.forward}
      </button>
      <label>
        <span className="visually-hidden">{player.speed}</span>
        <select
          value={speed}
          onChange={({ currentTarget }) => act((it) => (it.playbackRate = Number(currentTarget.value)))()}
        >
          {SPEEDS.map((one) => (
            <option key={one} value={one}>
              {fill(player.times, { speed: one })}
            </option>
          ))}
        </select>
      </label>
      <button type="button" aria-pressed={!muted} onClick={act((it) => (it.muted = !it.muted))}>
        {player.sound}
      </button>
      <button type="button" onClick={act((it) => it.requestFullscreen())}>
        {player.fullScreen}
      </button>
      <button type="button" className={styles.live} aria-pressed={live} onClick={onLive}>
        {player.live}
      </button>
    </div>
  );
}

function useVideoState(video: RefObject<HTMLVideoElement | null>) {
  const [state, setState] = useState({ paused: true, speed: 1, muted: true });
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    const read = (): void => setState({ paused: element.paused, speed: element.playbackRate, muted: element.muted });
    const types = ['play', 'pause', 'ratechange', 'volumechange'];
    for (const type of types) element.addEventListener(type, read);
    read();
    return () => {
      for (const type of types) element.removeEventListener(type, read);
    };
  }, [video]);
  return state;
}
