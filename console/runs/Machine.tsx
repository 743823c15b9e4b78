import { useCallback, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { RunStates } from '../api/runs.ts';
import { useText } from '../text/useText.ts';
import { type Region, statesIn } from './drawing/region.ts';
import { MachineDrawing } from './MachineDrawing.tsx';
import { type Outcomes, SIGNS } from './outcomes.ts';
import styles from './RunsView.module.css';
import { StateList } from './StateList.tsx';
import { StatePanel } from './StatePanel.tsx';

interface MachineProps {
  readonly machine: string;
  readonly region: Region;
  readonly outcomes: Outcomes;
  readonly children: RunStates['children'];
  /** Shows what is within Maps from the beginning, where no run says which were entered. */
  readonly allOpen?: boolean;
}

/** A machine: drawn, with what is known of the state that is chosen beside it, and in words. */
export function Machine({ machine, region, outcomes, children, allOpen = false }: MachineProps) {
  const { runs } = useText();
  const [query, setQuery] = useSearchParams();
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const selected = query.get('state') ?? '';
  const isOpen = useCallback(
    (name: string) => (allOpen || outcomes.has(name)) !== toggled.has(name),
    [allOpen, outcomes, toggled],
  );
  const state = [...statesIn(region)].find((each) => each.state.name === selected)?.state;
  return (
    <section aria-labelledby="machine">
      <h2 id="machine">{runs.machineTitle}</h2>
      <ul className={styles.legend} aria-label={runs.legend}>
        {(['succeeded', 'caught', 'failed', 'stopped', 'running', 'untouched'] as const).map((kind) => (
          <li key={kind}>
            <span aria-hidden="true" data-outcome={kind}>
              {SIGNS[kind]}
            </span>{' '}
            {runs.outcomes[kind]}
          </li>
        ))}
      </ul>
      <div className={styles.machine}>
        <MachineDrawing
          machine={machine}
          region={region}
          outcomes={outcomes}
          isOpen={isOpen}
          selected={selected}
          onSelect={(name) => setQuery(name === selected ? {} : { state: name }, { replace: true })}
        />
        <div className={styles.panel} aria-live="polite">
          <StatePanel
            state={state}
            outcome={outcomes.get(selected)}
            isOpen={isOpen(selected)}
            onToggle={(name) => setToggled((before) => withOrWithout(before, name))}
          >
            {children}
          </StatePanel>
        </div>
      </div>
      <StateList region={region} outcomes={outcomes} />
    </section>
  );
}

function withOrWithout(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  return names.has(name) ? new Set([...names].filter((each) => each !== name)) : new Set([...names, name]);
}
