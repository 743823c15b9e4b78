import { useMemo } from 'react';
import { Link } from 'wouter';
import { useRunStates } from '../api/runs.ts';
import { Trouble } from '../parts/Trouble.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { now } from '../system/clock.ts';
import { countOf, fill, formatSpan } from '../text/format.ts';
import { formatMoment } from '../text/moment.ts';
import { useText } from '../text/useText.ts';
import { Failure } from './Failure.tsx';
import { Machine } from './Machine.tsx';
import { outcomesByState } from './outcomes.ts';
import { Passes } from './Passes.tsx';
import styles from './RunsView.module.css';

/** One run of a machine: how it fares, what became of each state, and what puts it right where it failed. */
export default function RunView({ id }: { readonly id: string }) {
  const { runs, app } = useText();
  useTitle(fill(runs.run, { id }));
  const language = document.documentElement.lang;
  const { data: run, error, refetch } = useRunStates(id);
  const outcomes = useMemo(() => outcomesByState(run?.states ?? []), [run]);
  return (
    <div className={styles.view}>
      <p>
        <Link href="/runs">{runs.all}</Link>
      </p>
      <h1 className={styles.id}>{fill(runs.run, { id })}</h1>
      {error !== null && <Trouble error={error} retry={refetch} />}
      {run === undefined && error === null && <p role="status">{app.loading}</p>}
      {run !== undefined && (
        <>
          <p className={styles.facts} role="status">
            <strong className={styles.status} data-status={run.status}>
              {runs.statuses[run.status]}
            </strong>
            <span>{run.machine}</span>
            {run.streamName !== undefined && <span>{run.streamName}</span>}
            <time dateTime={run.startedAt}>{formatMoment(Date.parse(run.startedAt))}</time>
            <span>
              {formatSpan(
                (run.endedAt === undefined ? now() : Date.parse(run.endedAt)) - Date.parse(run.startedAt),
                language,
              )}
            </span>
            {run.redrive.count > 0 && <span>{countOf(runs.redriven, run.redrive.count, language)}</span>}
          </p>
          <Failure run={run} />
          <Machine machine={run.machine} region={run.definition} outcomes={outcomes}>
            {run.children}
          </Machine>
          {!run.complete && <p className={styles.muted}>{runs.incomplete}</p>}
          {run.passes.length > 0 && <Passes passes={run.passes} />}
        </>
      )}
    </div>
  );
}
