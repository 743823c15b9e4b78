import { memo, useRef } from 'react';
import { Link } from 'wouter';
import { useOpenGaps } from '../api/gaps.ts';
import type { Stream } from '../api/streams.ts';
import { useInView } from '../parts/useInView.ts';
import { countOf, fill, formatSpan } from '../text/format.ts';
import { useText } from '../text/useText.ts';
import { conditionOf, isLive } from './streamHealth.ts';
import { usePicture } from './usePicture.ts';
import styles from './Wall.module.css';

/** One stream of the wall: how it fares, and the way to it. What is out of sight asks for nothing. */
export const StreamTile = memo(function StreamTile({ stream }: { readonly stream: Stream }) {
  const { wall, app } = useText();
  const tile = useRef<HTMLSpanElement>(null);
  const inView = useInView(tile);
  const picture = usePicture(stream, inView);
  const { data: gaps } = useOpenGaps(stream.streamName, inView);
  const { streamName, state } = stream;
  const language = document.documentElement.lang;
  const condition = conditionOf(stream);
  const live = isLive(stream);
  return (
    <Link href={`/streams/${encodeURIComponent(streamName)}`} className={styles.tile ?? ''}>
      <span ref={tile} className={styles.picture}>
        {picture === undefined && <span className={styles.pending}>{app.loading}</span>}
        {picture === null && wall.noPicture}
        {typeof picture === 'string' && <img src={picture} alt="" decoding="async" />}
      </span>
      <span className={styles.name}>{streamName}</span>
      <span className={styles.condition} data-condition={condition}>
        {wall.condition[condition]}
      </span>
      <span className={styles.lag}>
        <span className={styles.live} data-live={live}>
          {live ? wall.live : wall.notLive}
        </span>
        {state !== undefined && <span>{fill(wall.behindLive, { span: formatSpan(state.lagMs, language) })}</span>}
      </span>
      {gaps !== undefined && gaps.count > 0 && (
        <span className={styles.gaps}>
          {gaps.more
            ? fill(wall.manyGaps, { count: new Intl.NumberFormat(language).format(gaps.count) })
            : countOf(wall.openGaps, gaps.count, language)}
        </span>
      )}
    </Link>
  );
});
