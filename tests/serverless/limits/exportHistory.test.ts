import { MAX_HISTORY_EVENTS } from '../../../core/limits/historyBudget.ts';
import { MOST_BATCHES, MOST_FILES } from '../../../functions/export/steps/planExport.ts';

interface Task {
  readonly Type: string;
  readonly Retry?: readonly { readonly MaxAttempts: number }[];
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, Task>> };
}

const definitions = require('../../../serverless/definitions.cjs') as {
  export: { readonly States: Readonly<Record<string, Task>> };
};

/** Events of one task whose every retry is needed: entered and exited, and three of each attempt. */
const eventsOf = ({ Retry = [] }: Task): number =>
  2 + 3 * (1 + Retry.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0));

/** Events of one turn of a Map: two of the iteration, and those of its one task. */
function eventsOfTurn(name: string): number {
  const [task] = Object.values(definitions.export.States[name]?.ItemProcessor?.States ?? {});
  return 2 + (task === undefined ? Number.NaN : eventsOf(task));
}

test('the longest export that is planned fits in the history of its execution, with every retry of every step', () => {
  const tasks = Object.values(definitions.export.States).filter(({ Type }) => Type === 'Task');
  // Two of each other state and of each Map, and those of the execution itself.
  const around = 4 * Object.keys(definitions.export.States).length + 2;

  const events =
    around +
    tasks.reduce((sum, task) => sum + eventsOf(task), 0) +
    MOST_BATCHES * eventsOfTurn('CopyParts') +
    MOST_FILES * eventsOfTurn('FinishFiles');

  expect(events).toBeGreaterThan(MOST_BATCHES * 10);
  expect(events).toBeLessThan(MAX_HISTORY_EVENTS);
});

test('what travels between its states fits in a payload', () => {
  const batches = Array.from({ length: MOST_BATCHES }, (_, batch) => ({ file: 99, batch }));
  const files = Array.from({ length: MOST_FILES }, (_, file) => ({ file }));
  const exportId = `export-${'f'.repeat(24)}`;

  expect(JSON.stringify({ status: 'planned', exportId, batches, files }).length).toBeLessThan(262_144);
});
