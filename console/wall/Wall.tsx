import { useDeferredValue } from 'react';
import { useSearchParams } from 'wouter';
import { useStreams } from '../api/streams.ts';
import { Trouble } from '../parts/Trouble.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { countOf } from '../text/format.ts';
import { useText } from '../text/useText.ts';
import { NoStreams } from './NoStreams.tsx';
import { StreamTile } from './StreamTile.tsx';
import { findStreams, needsAttention } from './streamHealth.ts';
import styles from './Wall.module.css';

/** All streams at a glance. The address says which are shown: `?name=` and `?attention`. */
export function Wall() {
  const { wall, app } = useText();
  useTitle(wall.title);
  const { data: streams, error, refetch } = useStreams();
  const [query, setQuery] = useSearchParams();
  const name = query.get('name') ?? '';
  const attention = query.has('attention');
  const sought = useDeferredValue(name);
  const language = document.documentElement.lang;

  if (streams === undefined) {
    return error === null ? <p role="status">{app.loading}</p> : <Trouble error={error} retry={refetch} />;
  }
  const show = (next: { readonly name: string; readonly attention: boolean }): void =>
    setQuery(
      { ...(next.name === '' ? {} : { name: next.name }), ...(next.attention ? { attention: '' } : {}) },
      { replace: true },
    );
  const found = findStreams(streams, { name: sought, attention });
  const troubled = streams.filter(needsAttention).length;
  return (
    <>
      <div className={styles.head}>
        <h1>{wall.title}</h1>
        <p role="status" className={styles.count}>
          {countOf(wall.count, found.length, language)}
        </p>
        <search className={styles.tools}>
          <fieldset className={styles.choice}>
            <legend className="visually-hidden">{wall.show}</legend>
            <button type="button" aria-pressed={!attention} onClick={() => show({ name, attention: false })}>
              {wall.all}
            </button>
            <button type="button" aria-pressed={attention} onClick={() => show({ name, attention: true })}>
              {countOf(wall.attention, troubled, language)}
            </button>
          </fieldset>
          <input
            type="search"
            value={name}
            onChange={({ currentTarget }) => show({ name: currentTarget.value, attention })}
            placeholder={wall.filter}
            aria-label={wall.filter}
          />
        </search>
      </div>
      {error !== null && <Trouble error={error} retry={refetch} />}
      {streams.length === 0 && <NoStreams />}
      {streams.length > 0 && found.length === 0 && <p>{name === '' ? wall.allWell : wall.noneFound}</p>}
      <ul className={styles.tiles}>
        {found.map((stream) => (
          <li key={stream.streamName} className={styles.place}>
            <StreamTile stream={stream} />
          </li>
        ))}
      </ul>
    </>
  );
}
