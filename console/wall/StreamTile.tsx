import { useRef } from 'react';
import { Link } from 'wouter';
import { useNewestImage } from '../api/detections.ts';
import type { Stream } from '../api/streams.ts';
import { useInView } from '../parts/useInView.ts';
import { fill, formatSpan } from '../text/format.ts';
import { useText } from '../text/useText.ts';
import styles from './Wall.module.css';

/** One stream of the wall: how it fares, and the way to it. */
export function StreamTile({ stream: { streamName, state } }: { readonly stream: Stream }) {
  const { wall } = useText();
  const tile = useRef<HTMLSpanElement>(null);
  const { data: image } = useNewestImage(streamName, useInView(tile));
  const condition = state?.condition ?? 'in-order';
  return (
    <Link href={`/streams/${encodeURIComponent(streamName)}`} className={styles.tile ?? ''}>
      <span ref={tile} className={styles.picture}>
        {image?.imageUrl === undefined ? wall.noPicture : <img src={image.imageUrl} alt="" />}
      </span>
      <span className={styles.name}>{streamName}</span>
      <span className={styles.condition} data-condition={condition}>
        {wall.condition[condition]}
      </span>
      {state !== undefined && (
        <span className={styles.lag}>
          {fill(wall.behindLive, { span: formatSpan(state.lagMs, document.documentElement.lang) })}
        </span>
      )}
    </Link>
  );
}
