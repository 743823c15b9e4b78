import { useDeferredValue, useState } from 'react';
import { useStreams } from '../api/streams.ts';
import { Trouble } from '../parts/Trouble.tsx';
import { countOf } from '../text/format.ts';
import { useText } from '../text/useText.ts';
import { StreamTile } from './StreamTile.tsx';
import styles from './Wall.module.css';

/** All streams at a glance. */
export function Wall() {
  const { wall, app } = useText();
  const { data: streams, error, refetch } = useStreams();
  const [filter, setFilter] = useState('');
  const sought = useDeferredValue(filter.trim().toLowerCase());

  if (streams === undefined) {
    return error === null ? <p role="status">{app.loading}</p> : <Trouble error={error} retry={refetch} />;
  }
  const found = streams.filter(({ streamName }) => streamName.toLowerCase().includes(sought));
  return (
    <>
      <div className={styles.head}>
        <h1>{wall.title}</h1>
        <p role="status" className={styles.count}>
          {countOf(wall.count, found.length, document.documentElement.lang)}
        </p>
        <input
          type="search"
          value={filter}
          onChange={({ currentTarget }) => setFilter(currentTarget.value)}
          placeholder={wall.filter}
          aria-label={wall.filter}
        />
      </div>
      {error !== null && <Trouble error={error} retry={refetch} />}
      {streams.length === 0 && (
        <p>
          {wall.none} <code>{wall.noneHow}</code>
        </p>
      )}
      {streams.length > 0 && found.length === 0 && <p>{wall.noneFound}</p>}
      <ul className={styles.tiles}>
        {found.map((stream) => (
          <li key={stream.streamName}>
            <StreamTile stream={stream} />
          </li>
        ))}
      </ul>
    </>
  );
}
