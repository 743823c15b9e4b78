import { type RefObject, useEffect } from 'react';
import { playerKey } from './playerKeys.ts';

export interface PlayerKeysOptions {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly onStep: (ms: number) => void;
  readonly onLive: () => void;
  readonly frameSeconds: () => number;
}

/** The keys of the player, wherever the focus is but in a field or on what Space presses. */
export function usePlayerKeys({ video, frameSeconds, ...wishes }: PlayerKeysOptions): void {
  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      const { target } = event;
      const typing = target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]');
      const pressed = event.key === ' ' && target instanceof HTMLElement && target.closest('button, a, summary');
      const within = target instanceof HTMLElement && target.closest('dialog, [role="dialog"], [role="grid"]');
      if (typing || pressed || within || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.defaultPrevented || video.current === null) return;
      if (playerKey(event.key, { video: video.current, ...wishes, frameSeconds: frameSeconds() })) {
        event.preventDefault();
      }
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  });
}
