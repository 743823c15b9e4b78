import { writePlace } from './address.ts';
import { spanOf } from './timeline/model/Viewport.ts';
import type { TimelineStore } from './timeline/TimelineStore.ts';

/** How long after the last move the address is written. */
const SETTLE_MS = 400;

/** Writes where one is into the address a moment after each move; live, no moment. Returns what ends that. */
export function keepAddress(store: TimelineStore, live: boolean): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    const { playheadMs, viewport, selection } = store.get();
    const place = { atMs: live ? undefined : playheadMs, spanMs: spanOf(viewport), selection };
    history.replaceState(history.state, '', `?${writePlace(place)}`);
  };
  const unsubscribe = store.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      write();
    }, SETTLE_MS);
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}
