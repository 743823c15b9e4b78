import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useFootage } from '../../api/timeline.ts';
import { useText } from '../../text/useText.ts';
import { HEIGHT, Painter, type PainterOptions } from './draw/Painter.ts';
import { readPalette } from './draw/Palette.ts';
import { addGestures, timelineKey } from './gestures.ts';
import type { Footage } from './model/Footage.ts';
import { seek } from './model/seek.ts';
import type { Tick } from './model/ticks.ts';
import { tilesOf } from './model/tiles.ts';
import { localOffset } from './model/zoneOffset.ts';
import { Preview } from './preview/Preview.tsx';
import styles from './Timeline.module.css';
import type { TimelineStore } from './TimelineStore.ts';

export interface TimelineProps {
  readonly stream: string;
  readonly store: TimelineStore;
  /** Somebody asked to see a moment: what is there. */
  readonly onSeek: (ms: number, footage: Footage) => void;
  /** All that is seen of the footage is known, for the first time or anew. */
  readonly onKnown: (footage: Footage) => void;
}

/** The footage of a stream over time: to scrub, zoom and select. Drawn on a canvas; told in words to who cannot see it. */
export function Timeline({ stream, store, onSeek, onKnown }: TimelineProps) {
  const { timeline } = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  // The tiles change far less often than the viewport: React hears of these alone.
  const key = useSyncExternalStore(store.subscribe, () => JSON.stringify(tilesOf(store.get().viewport)));
  const tiles = useMemo(() => JSON.parse(key) as ReturnType<typeof tilesOf>, [key]);
  const { footage, pending } = useFootage(stream, tiles);
  const seen = useRef(footage);
  seen.current = footage;
  const seekTo = useRef((_ms: number): void => undefined);
  seekTo.current = (ms) => onSeek(ms, seen.current);
  const frame = useRef((): void => undefined);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d', { alpha: false });
    if (element === null || !context) return undefined;
    const painter = new Painter(context, paintedAs(element));
    let asked = 0;
    const ask = (): void => {
      asked ||= requestAnimationFrame(() => {
        asked = 0;
        painter.paint(store.get(), seen.current);
      });
    };
    frame.current = ask;
    const size = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      if (width === 0) return;
      painter.resize(width, devicePixelRatio);
      store.set({ viewport: { ...store.get().viewport, width } });
    });
    size.observe(element);
    const theme = new MutationObserver(() => {
      painter.use(paintedAs(element));
      ask();
    });
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const unsubscribe = store.subscribe(ask);
    const removeGestures = addGestures(element, { store, onSeek: (ms) => seekTo.current(ms) });
    return () => {
      cancelAnimationFrame(asked);
      size.disconnect();
      theme.disconnect();
      unsubscribe();
      removeGestures();
    };
  }, [store]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what came in is drawn
  useEffect(() => frame.current(), [footage]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: told when something has come in
  useEffect(() => {
    if (!pending) onKnown(footage);
  }, [footage, pending]);

  const playheadMs = useSyncExternalStore(store.subscribe, () => Math.floor(store.get().playheadMs / 1000) * 1000);
  const at = seek(footage, store.get().playheadMs);
  const words =
    at.kind === 'footage'
      ? timeline.footage
      : (timeline.reasons[at.reason as keyof typeof timeline.reasons] ?? at.reason);
  return (
    <div className={styles.plot}>
      <Preview stream={stream} store={store} footage={footage} />
      <canvas
        ref={canvas}
        className={styles.canvas}
        height={HEIGHT}
        tabIndex={0}
        role="slider"
        aria-label={timeline.label}
        aria-valuenow={playheadMs}
        aria-valuetext={`${formatMoment(playheadMs)}, ${words}`}
        aria-busy={pending}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          if (timelineKey(event.key, event.shiftKey, { store, onSeek: (ms) => seekTo.current(ms) })) {
            event.preventDefault();
            event.stopPropagation();
          }
        }}
      />
    </div>
  );
}

const language = (): string => document.documentElement.lang;
const formatMoment = (ms: number): string =>
  new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'medium' }).format(ms);

function paintedAs(element: Element): PainterOptions {
  const formats: Readonly<Record<Tick['kind'], Intl.DateTimeFormat>> = {
    day: new Intl.DateTimeFormat(language(), { weekday: 'short', month: 'short', day: 'numeric' }),
    hour: new Intl.DateTimeFormat(language(), { hour: '2-digit', minute: '2-digit' }),
    second: new Intl.DateTimeFormat(language(), { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    fraction: new Intl.DateTimeFormat(language(), { minute: '2-digit', second: '2-digit', fractionalSecondDigits: 1 }),
  };
  return { palette: readPalette(element), offsetAt: localOffset, label: ({ ms, kind }) => formats[kind].format(ms) };
}
