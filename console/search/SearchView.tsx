import { useSearchParams } from 'wouter';
import { type Detection, type Sought, useDetections, useLabels } from '../api/detections.ts';
import fields from '../parts/fields.module.css';
import { StreamSelect } from '../parts/StreamSelect.tsx';
import { Trouble } from '../parts/Trouble.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { writePlace } from '../stream/address.ts';
import { formatMoment } from '../text/moment.ts';
import { useText } from '../text/useText.ts';
import { byImage, mostSpecific } from './byImage.ts';
import styles from './SearchView.module.css';

const KEYS = ['label', 'stream', 'from', 'to'] as const;
/** How much of the timeline is seen about a picture. */
const AROUND_MS = 10 * 60_000;

/** Moments by what was seen in them: pictures that open the footage around them. */
export default function SearchView() {
  const { search, app } = useText();
  useTitle(search.title);
  const [query, setQuery] = useSearchParams();
  const sought: Sought = Object.fromEntries(
    KEYS.flatMap((key) => {
      const value = query.get(key);
      return value === null || value === '' ? [] : [[key, key === 'from' || key === 'to' ? asTime(value) : value]];
    }),
  );
  const { data: labels } = useLabels();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useDetections(sought);
  const found = data?.pages.flatMap(({ items }) => items) ?? [];
  const change = (key: (typeof KEYS)[number]) => (value: string) => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(key);
    else next.set(key, value);
    setQuery(next);
  };
  return (
    <>
      <h1>{search.title}</h1>
      <search className={styles.form}>
        <label className={fields.field}>
          <span>{search.label}</span>
          <select
            value={query.get('label') ?? ''}
            onChange={({ currentTarget }) => change('label')(currentTarget.value)}
          >
            <option value="">{search.anyLabel}</option>
            {(labels?.items ?? []).map(({ label }) => (
              <option key={label}>{label}</option>
            ))}
          </select>
        </label>
        <StreamSelect value={query.get('stream') ?? ''} onChange={change('stream')} />
        {(['from', 'to'] as const).map((key) => (
          <label key={key} className={fields.field}>
            <span>{search[key]}</span>
            <input
              type="datetime-local"
              value={query.get(key) ?? ''}
              onChange={({ currentTarget }) => change(key)(currentTarget.value)}
            />
          </label>
        ))}
      </search>
      {error !== null && <Trouble error={error} retry={refetch} />}
      {data === undefined && error === null && <p role="status">{app.loading}</p>}
      {data !== undefined && found.length === 0 && <p role="status">{search.none}</p>}
      <ul className={styles.found}>
        {byImage(found).map((detections) => (
          <li key={detections[0]?.imageId}>
            <Picture detections={detections} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <button
          type="button"
          className={styles.more}
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {search.more}
        </button>
      )}
    </>
  );
}

/** What `datetime-local` gives is the browser's own time; the API wants to know which. */
const asTime = (local: string): string => {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? local : date.toISOString();
};

function Picture({ detections }: { readonly detections: readonly Detection[] }) {
  const { search } = useText();
  const [first] = detections;
  if (first === undefined) return null;
  const { streamName, producerMs, imageUrl } = first;
  const place = writePlace({ atMs: producerMs, spanMs: AROUND_MS, selection: undefined });
  return (
    <a
      className={styles.picture}
      href={`${import.meta.env.BASE_URL}streams/${encodeURIComponent(streamName)}?${place}`}
    >
      {imageUrl === undefined ? (
        <span className={styles.gone}>{search.gone}</span>
      ) : (
        <img src={imageUrl} alt="" loading="lazy" decoding="async" />
      )}
      {mostSpecific(detections).map(({ label, confidence }) => (
        <span key={label} className={styles.what}>
          {label} <span>{Math.round(confidence)} %</span>
        </span>
      ))}
      <span className={styles.where}>
        {streamName}, {formatMoment(producerMs)}
      </span>
    </a>
  );
}
