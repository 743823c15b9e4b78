import type { ReactNode } from 'react';
import { useText } from '../../text/useText.ts';
import { centre, spanOf, zoom } from './model/Viewport.ts';
import type { TimelineStore } from './TimelineStore.ts';
import styles from './ZoomButtons.module.css';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SPANS = { minute: MINUTE, hour: HOUR, day: DAY, week: 7 * DAY, month: 31 * DAY } as const;

export interface ZoomButtonsProps {
  readonly store: TimelineStore;
  /** More tools of the timeline. */
  readonly children?: ReactNode;
}

/** How much time the timeline shows. */
export function ZoomButtons({ store, children }: ZoomButtonsProps) {
  const { timeline } = useText();
  const by = (factor: number) => () => {
    const { viewport, playheadMs } = store.get();
    const inView = playheadMs >= viewport.fromMs && playheadMs <= viewport.toMs;
    const x = inView ? ((playheadMs - viewport.fromMs) / spanOf(viewport)) * viewport.width : viewport.width / 2;
    store.set({ viewport: zoom(viewport, factor, x) });
  };
  const show = (span: number) => () => {
    const { viewport, playheadMs } = store.get();
    store.set({ viewport: centre({ ...viewport, fromMs: 0, toMs: span }, playheadMs) });
  };
  return (
    <div className={styles.zoom} role="toolbar" aria-label={timeline.zoom}>
      <button type="button" onClick={by(0.5)} aria-label={timeline.zoomIn}>
        +
      </button>
      <button type="button" onClick={by(2)} aria-label={timeline.zoomOut}>
        −
      </button>
      {Object.entries(SPANS).map(([name, span]) => (
        <button key={name} type="button" onClick={show(span)}>
          {timeline.spans[name as keyof typeof SPANS]}
        </button>
      ))}
      {children}
    </div>
  );
}
