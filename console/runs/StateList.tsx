import { countOf } from '../text/format.ts';
import { useText } from '../text/useText.ts';
import { type Region, statesIn } from './drawing/region.ts';
import { type Outcomes, SIGNS, unknownStates } from './outcomes.ts';
import styles from './RunsView.module.css';

/** The drawing in words: every state, what it is in, what became of it, and where it leads. */
export function StateList({ region, outcomes }: { readonly region: Region; readonly outcomes: Outcomes }) {
  const { runs } = useText();
  const language = document.documentElement.lang;
  const all = [...statesIn(region)];
  const beyond = unknownStates(outcomes, new Set(all.map(({ state }) => state.name)));
  return (
    <details className={styles.details}>
      <summary>{runs.inWords}</summary>
      <ol className={styles.words}>
        {all.map(({ state, within }) => {
          const outcome = outcomes.get(state.name);
          const kind = outcome?.outcome ?? 'untouched';
          return (
            <li key={state.name} data-depth={Math.min(within.length, 3)}>
              <span aria-hidden="true">{SIGNS[kind]}</span> <strong>{state.name}</strong>{' '}
              <span className={styles.muted}>
                {within.length > 0 && `${runs.within} ${within.at(-1)}, `}
                {runs.types[state.type]}: {runs.outcomes[kind]}
                {outcome !== undefined && `, ${countOf(runs.entered, outcome.entered, language)}`}
                {state.ways.length > 0 && ` → ${[...new Set(state.ways.map(({ to }) => to))].join(', ')}`}
              </span>
            </li>
          );
        })}
        {beyond.map(({ name, outcome }) => (
          <li key={name}>
            <span aria-hidden="true">{SIGNS[outcome]}</span> <strong>{name}</strong> {runs.outcomes[outcome]}
          </li>
        ))}
      </ol>
    </details>
  );
}
