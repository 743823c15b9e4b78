import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { useBackfill } from '../api/executions.ts';
import { type StreamGap, useGaps } from '../api/gaps.ts';
import { useStreams } from '../api/streams.ts';
import { ExecutionProgress } from '../parts/ExecutionProgress.tsx';
import { StreamSelect } from '../parts/StreamSelect.tsx';
import { Trouble } from '../parts/Trouble.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { writePlace } from '../stream/address.ts';
import { now } from '../system/clock.ts';
import { fill, formatSpan } from '../text/format.ts';
import { formatMoment } from '../text/moment.ts';
import { useText } from '../text/useText.ts';
import styles from './GapsView.module.css';

/** What is missing, why, how long it can still be had, and the way to have it. */
export default function GapsView() {
  const { gaps: words, app } = useText();
  useTitle(words.title);
  const [query, setQuery] = useSearchParams();
  const stream = query.get('stream') ?? '';
  const { data: streams = [] } = useStreams();
  const names = stream === '' ? streams.map(({ streamName }) => streamName) : [stream];
  const { data, error, refetch } = useGaps(names);
  return (
    <>
      <div className={styles.head}>
        <h1>{words.title}</h1>
        <StreamSelect value={stream} onChange={(chosen) => setQuery(chosen === '' ? {} : { stream: chosen })} />
      </div>
      {error !== null && <Trouble error={error} retry={refetch} />}
      {data === undefined && error === null && <p role="status">{app.loading}</p>}
      {data?.gaps.length === 0 && <p role="status">{words.none}</p>}
      {data !== undefined && data.gaps.length > 0 && (
        <ul className={styles.list} aria-label={words.title}>
          {data.gaps.map((gap) => (
            <GapRow key={`${gap.streamName} ${gap.clock} ${gap.startMs} ${gap.endMs}`} gap={gap} />
          ))}
        </ul>
      )}
      {data?.more === true && <p>{words.more}</p>}
    </>
  );
}

function GapRow({ gap }: { readonly gap: StreamGap }) {
  const { gaps: words, timeline } = useText();
  const language = document.documentElement.lang;
  const backfill = useBackfill();
  const [runId, setRunId] = useState<string>();
  const { streamName, startMs, endMs, reason } = gap;
  const expiresMs = gap.clock === 'producer' ? gap.expiresMs : undefined;
  const href = `${import.meta.env.BASE_URL}streams/${encodeURIComponent(streamName)}?${writePlace({ atMs: startMs, spanMs: Math.max(60_000, (endMs - startMs) * 4), selection: { fromMs: startMs, toMs: endMs } })}`;
  return (
    <li className={styles.gap} data-reason={reason}>
      <p className={styles.where}>
        <a href={href}>{streamName}</a> <time dateTime={new Date(startMs).toISOString()}>{formatMoment(startMs)}</time>
        <span>{formatSpan(endMs - startMs, language)}</span>
      </p>
      <p className={styles.reason}>{timeline.reasons[reason as keyof typeof timeline.reasons] ?? reason}</p>
      {gap.clock === 'producer' && <p className={styles.error}>{gap.error}</p>}
      {expiresMs !== undefined && reason === 'failed' && (
        <p className={styles.left}>
          {expiresMs > now() ? fill(words.left, { span: formatSpan(expiresMs - now(), language) }) : words.noneLeft}
        </p>
      )}
      {reason === 'failed' && runId === undefined && (
        <button
          type="button"
          disabled={backfill.isPending}
          onClick={() =>
            backfill.mutate(
              { stream: streamName, fromMs: startMs, toMs: endMs },
              { onSuccess: ({ executionId }) => setRunId(executionId) },
            )
          }
        >
          {words.backfill}
        </button>
      )}
      {runId !== undefined && <ExecutionProgress id={runId} />}
      {backfill.error !== null && <p role="alert">{backfill.error.message}</p>}
    </li>
  );
}
