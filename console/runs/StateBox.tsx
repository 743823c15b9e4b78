import type { Outcome } from '../api/runs.ts';
import { countOf } from '../text/format.ts';
import { useText } from '../text/useText.ts';
import { BOX, type Box } from './drawing/drawRegion.ts';
import styles from './MachineDrawing.module.css';
import { SIGNS } from './outcomes.ts';

/** What kind of state it is, in a sign; the list has the word. */
const TYPES: Readonly<Record<Box['state']['type'], string>> = {
  Task: 'λ',
  Pass: '→',
  Choice: '◇',
  Wait: '◷',
  Succeed: '◉',
  Fail: '⊗',
  Parallel: '∥',
  Map: '∀',
};
const SIGN = 34;

interface StateBoxProps {
  readonly box: Box;
  readonly outcome: Outcome | undefined;
  readonly isSelected: boolean;
  readonly onSelect: (name: string) => void;
}

/** A state of the drawing: its name, what became of it in colour, pattern and sign, and how often it was entered. */
export function StateBox({ box, outcome, isSelected, onSelect }: StateBoxProps) {
  const { runs } = useText();
  const { state, x, y, width } = box;
  const kind = outcome?.outcome ?? 'untouched';
  const times =
    outcome === undefined ? '' : `, ${countOf(runs.entered, outcome.entered, document.documentElement.lang)}`;
  const height = BOX.height;
  return (
    <>
      <a
        href={`?state=${encodeURIComponent(state.name)}`}
        className={styles.state}
        data-outcome={kind}
        aria-label={`${state.name}, ${runs.types[state.type]}: ${runs.outcomes[kind]}${times}`}
        aria-current={isSelected ? 'true' : undefined}
        onClick={(event) => {
          event.preventDefault();
          onSelect(state.name);
        }}
      >
        <rect className={styles.frame} x={x} y={y} width={width} height={height} rx="8" />
        <rect className={styles.sign} x={x + 4} y={y + 4} width={SIGN} height={height - 8} rx="5" />
        <text className={styles.mark} x={x + 4 + SIGN / 2} y={y + height / 2}>
          {SIGNS[kind]}
        </text>
        <text className={styles.name} x={x + SIGN + 11} y={y + height / 2}>
          {state.name}
        </text>
      </a>
      {/* Beside the link: its name says it in words. */}
      <text className={styles.type} x={x + width - 8} y={y + height / 2}>
        {outcome !== undefined && outcome.entered > 1 ? `×${outcome.entered}` : TYPES[state.type]}
      </text>
    </>
  );
}
