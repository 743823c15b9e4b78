import { Link, useSearchParams } from 'wouter';
import { type Run, type RunStatus, useMachines, useRuns } from '../api/runs.ts';
import buttons from '../parts/buttons.module.css';
import fields from '../parts/fields.module.css';
import { Trouble } from '../parts/Trouble.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { now } from '../system/clock.ts';
import { countOf, formatSpan } from '../text/format.ts';
import { formatMoment } from '../text/moment.ts';
import { useText } from '../text/useText.ts';
import { Costs } from './Costs.tsx';
import styles from './RunsView.module.css';

const STATUSES: readonly RunStatus[] = ['RUNNING', 'FAILED', 'TIMED_OUT', 'ABORTED', 'SUCCEEDED'];

/** Runs of the state machines, newest first. */
export default function RunsView() {
  const { runs, app, search } = useText();
  useTitle(runs.title);
  const [query, setQuery] = useSearchParams();
  const machine = query.get('machine') ?? '';
  const status = STATUSES.find((each) => each === query.get('status'));
  const { data: machines = [] } = useMachines();
  const listed = useRuns({ ...(machine === '' ? {} : { machine }), ...(status === undefined ? {} : { status }) });
  const items = listed.data?.pages.flatMap((page) => page.items);
  const change = (name: string, value: string): void =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      if (value === '') after.delete(name);
      else after.set(name, value);
      return after;
    });
  return (
    <div className={styles.view}>
      <div className={styles.head}>
        <h1>{runs.title}</h1>
        <label className={fields.field}>
          <span>{runs.machine}</span>
          <select value={machine} onChange={({ currentTarget }) => change('machine', currentTarget.value)}>
            <option value="">{runs.allMachines}</option>
            {machines
              .filter(({ type }) => type === 'STANDARD')
              .map((each) => (
                <option key={each.machine}>{each.machine}</option>
              ))}
          </select>
        </label>
        <label className={fields.field}>
          <span>{runs.status}</span>
          <select value={status ?? ''} onChange={({ currentTarget }) => change('status', currentTarget.value)}>
            <option value="">{runs.anyStatus}</option>
            {STATUSES.map((each) => (
              <option key={each} value={each}>
                {runs.statuses[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Costs />
      {listed.error !== null && <Trouble error={listed.error} retry={listed.refetch} />}
      {items === undefined && listed.error === null && <p role="status">{app.loading}</p>}
      {items?.length === 0 && !listed.hasNextPage && <p role="status">{runs.none}</p>}
      <ul className={styles.list} aria-label={runs.title}>
        {items?.map((run) => (
          <RunRow key={`${run.machine} ${run.executionId}`} run={run} />
        ))}
      </ul>
      {listed.hasNextPage && (
        <button type="button" className={buttons.button} onClick={() => void listed.fetchNextPage()}>
          {search.more}
        </button>
      )}
      <h2>{runs.machines}</h2>
      <ul className={styles.machines}>
        {machines.map((each) => (
          <li key={each.machine}>
            <Link className={styles.link ?? ''} href={`/runs/machines/${each.machine}`}>
              {each.machine}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function RunRow({ run }: { readonly run: Run }) {
  const { runs } = useText();
  const language = document.documentElement.lang;
  const startMs = Date.parse(run.startedAt);
  const endMs = run.endedAt === undefined ? now() : Date.parse(run.endedAt);
  return (
    <li className={styles.row} data-status={run.status}>
      <strong className={styles.status} data-status={run.status}>
        {runs.statuses[run.status]}
      </strong>
      <Link className={styles.link ?? ''} href={`/runs/${encodeURIComponent(run.executionId)}`}>
        {run.executionId}
      </Link>
      <span className={styles.facts}>
        <span>{run.machine}</span>
        <time dateTime={run.startedAt}>{formatMoment(startMs)}</time>
        <span>{formatSpan(endMs - startMs, language)}</span>
        {run.redrives > 0 && <span>{countOf(runs.redriven, run.redrives, language)}</span>}
      </span>
    </li>
  );
}
