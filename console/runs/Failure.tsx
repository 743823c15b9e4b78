import { Link } from 'wouter';
import { type RunStates, useRedrive } from '../api/runs.ts';
import buttons from '../parts/buttons.module.css';
import { fill } from '../text/format.ts';
import { useText } from '../text/useText.ts';
import { remedyCommand } from './outcomes.ts';
import styles from './RunsView.module.css';

/** Causes that are put together from several begin with the first one's code. */
const withoutCode = ({ code, message }: { readonly code: string; readonly message: string }): string =>
  message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message;

/** Of a run that failed: why, which promise that touches and what still holds, and the way to put it right. */
export function Failure({ run }: { readonly run: RunStates }) {
  const { runs } = useText();
  const redrive = useRedrive(run.executionId);
  const { error, touched = [], remedy } = run;
  if (remedy === undefined) return null;
  const command = remedyCommand(run);
  const gaps = run.streamName === undefined ? '/gaps' : `/gaps?stream=${encodeURIComponent(run.streamName)}`;
  return (
    <section className={styles.failure} aria-labelledby="failure">
      <h2 id="failure">{runs.whatFailed}</h2>
      {error !== undefined && (
        <p className={styles.error}>
          <strong>{error.code}</strong> {withoutCode(error)}
        </p>
      )}
      {touched.length > 0 && <h3>{runs.touched}</h3>}
      <dl className={styles.promises}>
        {touched.map(({ promise, states }) => (
          <div key={promise}>
            <dt>
              {runs.promises[promise].title} <span className={styles.muted}>({states.join(', ')})</span>
            </dt>
            <dd>{runs.promises[promise].holds}</dd>
          </div>
        ))}
      </dl>
      <h3>{runs.whatToDo}</h3>
      <p>{runs.remedies[remedy]}</p>
      {command !== undefined && <code className={styles.command}>{command}</code>}
      <div className={buttons.row}>
        {remedy === 'redrive' && run.redrive.possible && (
          <button
            type="button"
            className={buttons.button}
            disabled={redrive.isPending}
            onClick={() => redrive.mutate()}
          >
            {runs.redrive}
          </button>
        )}
        {remedy === 'backfill' && (
          <Link className={styles.link ?? ''} href={gaps}>
            {runs.toGaps}
          </Link>
        )}
      </div>
      {remedy === 'redrive' && run.redrive.refusal !== undefined && (
        <p>{fill(runs.refused, { why: run.redrive.refusal })}</p>
      )}
      {redrive.error !== null && <p role="alert">{redrive.error.message}</p>}
    </section>
  );
}
