import { useEffect, useState, useSyncExternalStore } from 'react';
import { formatMoment } from '../../../text/moment.ts';
import { useText } from '../../../text/useText.ts';
import type { Footage } from '../model/Footage.ts';
import { seek } from '../model/seek.ts';
import { xOf } from '../model/Viewport.ts';
import type { TimelineStore } from '../TimelineStore.ts';
import styles from './Preview.module.css';
import { leftOf, previewPlace } from './previewPlace.ts';
import { usePreview } from './usePreview.ts';

const WIDTH = 208;

export interface PreviewProps {
  readonly stream: string;
  readonly store: TimelineStore;
  readonly footage: Footage;
}

/** What is under the pointer: a picture, the time, and why there is no footage. */
export function Preview(props: PreviewProps) {
  const hovers = useSyncExternalStore(props.store.subscribe, () => props.store.get().hoverMs !== undefined);
  return hovers && <Hovered {...props} />;
}

function Hovered({ stream, store, footage }: PreviewProps) {
  const { timeline } = useText();
  const { hoverMs = 0, viewport } = useSyncExternalStore(store.subscribe, store.get);
  const found = seek(footage, hoverMs);
  const picture = usePreview(stream, previewPlace(viewport, hoverMs), found.kind === 'footage');
  const [shown, setShown] = useState<string>();
  useEffect(() => {
    // While the next one is on its way, the one before stays.
    if (picture !== undefined) setShown(picture ?? undefined);
  }, [picture]);
  return (
    <figure
      aria-hidden="true"
      className={styles.preview}
      style={{ left: leftOf(xOf(viewport, hoverMs), WIDTH, viewport.width) }}
    >
      {found.kind === 'footage' && shown !== undefined && <img src={shown} alt="" />}
      <figcaption>
        {formatMoment(hoverMs)}
        {found.kind === 'gap' && (
          <span>{timeline.reasons[found.reason as keyof typeof timeline.reasons] ?? found.reason}</span>
        )}
      </figcaption>
    </figure>
  );
}
