import type { Outcome, RunStates } from '../api/runs.ts';
import buttons from '../parts/buttons.module.css';
import { countOf, fill, formatSpan } from '../text/format.ts';
import { formatMoment } from '../text/moment.ts';
import { useText } from '../text/useText.ts';
import type { State } from './drawing/region.ts';
import styles from './RunsView.module.css';

interface StatePanelProps {
  readonly state: State | undefined;
  readonly outcome: Outcome | undefined;
  readonly children: readonly RunStates['children'][number][];
  readonly isOpen: boolean;
  readonly onToggle: (name: string) => void;
}

/** All that is known of the state that was chosen. */
export function StatePanel({ state, outcome, children, isOpen, onToggle }: StatePanelProps) {
  const { runs } = useText();
  const language = document.documentElement.lang;
  if (state === undefined) return <p className={styles.hint}>{runs.choose}</p>;
  const counts = children.find((each) => each.state === state.name);
  const startMs = outcome?.startedAt === undefined ? undefined : Date.parse(outcome.startedAt);
  const endMs = outcome?.endedAt === undefined ? undefined : Date.parse(outcome.endedAt);
  return (
    <>
      <h3>{state.name}</h3>
      <p>
        {runs.types[state.type]}:{' '}
        <strong data-outcome={outcome?.outcome}>{runs.outcomes[outcome?.outcome ?? 'untouched']}</strong>
      </p>
      {state.comment !== undefined && <p className={styles.muted}>{state.comment}</p>}
      {outcome !== undefined && (
        <p className={styles.facts}>
          <span>{countOf(runs.entered, outcome.entered, language)}</span>
          {outcome.caught > 0 && <span>{countOf(runs.caught, outcome.caught, language)}</span>}
          {outcome.retried > 0 && <span>{countOf(runs.retried, outcome.retried, language)}</span>}
          {startMs !== undefined && <time dateTime={outcome.startedAt}>{formatMoment(startMs)}</time>}
          {startMs !== undefined && endMs !== undefined && <span>{formatSpan(endMs - startMs, language)}</span>}
        </p>
      )}
      {counts !== undefined && <p>{fill(runs.children, counts)}</p>}
      {outcome?.error !== undefined && (
        <p className={styles.error}>
          <strong>{outcome.error.code}</strong> {outcome.error.message}
        </p>
      )}
      {(state.inner ?? []).length > 0 && (
        <button type="button" className={buttons.button} aria-expanded={isOpen} onClick={() => onToggle(state.name)}>
          {isOpen ? runs.hideInner : runs.showInner}
        </button>
      )}
      {state.ways.length > 0 && (
        <>
          <h4>{runs.ways}</h4>
          <ul className={styles.ways}>
            {state.ways.map(({ to, by, label }) => (
              <li key={`${by} ${to} ${label}`}>
                <strong>{to}</strong> <span className={styles.muted}>{runs.by[by]}</span>
                {label !== undefined && <code>{label}</code>}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
