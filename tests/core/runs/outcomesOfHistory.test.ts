import { outcomesOfHistory } from '../../../core/runs/outcomesOfHistory.ts';
import type { RunEvent } from '../../../core/runs/RunEvent.ts';
import { joinOutcomes } from '../../../core/runs/StateOutcome.ts';

/** Events one after the other, a second apart: `type`, then the state or the error; `@n` names the event before. */
function history(...lines: readonly string[]): RunEvent[] {
  return lines.map((line, index) => {
    const [type = '', what] = line.split(' ').filter((word) => !word.startsWith('@'));
    const previous = line.match(/@(\d+)/)?.[1];
    const id = index + 1;
    const isState = /State(Entered|Exited)$/.test(type);
    return {
      ...{ id, previousId: previous === undefined ? index : Number(previous), atMs: id * 1000, type },
      ...(what === undefined ? {} : isState ? { state: what } : { error: what, cause: 'why' }),
    };
  });
}

const short = (events: readonly RunEvent[]) =>
  outcomesOfHistory(events).map(({ name, outcome, entered, retried }) => `${name} ${outcome} ${entered} ${retried}`);

test.each<[string, string[], string[]]>([
  ['nothing happened yet', ['ExecutionStarted'], []],
  [
    'a state that is under way',
    ['ExecutionStarted', 'TaskStateEntered A', 'TaskScheduled', 'TaskStarted'],
    ['A running 1 0'],
  ],
  [
    'one after the other',
    [
      ...['ExecutionStarted', 'TaskStateEntered A', 'TaskScheduled', 'TaskSucceeded', 'TaskStateExited A'],
      ...['SucceedStateEntered B', 'SucceedStateExited B', 'ExecutionSucceeded'],
    ],
    ['A succeeded 1 0', 'B succeeded 1 0'],
  ],
  [
    'a call that was made again',
    [
      ...['ExecutionStarted', 'TaskStateEntered A', 'TaskScheduled', 'TaskFailed Throttled', 'TaskScheduled'],
      ...['TaskSucceeded', 'TaskStateExited A', 'ExecutionSucceeded'],
    ],
    ['A succeeded 1 1'],
  ],
  [
    'a call that is to be made again',
    ['ExecutionStarted', 'TaskStateEntered A', 'TaskScheduled', 'TaskFailed Throttled'],
    ['A running 1 0'],
  ],
  [
    'a failure that is caught',
    [
      ...['ExecutionStarted', 'TaskStateEntered A', 'TaskScheduled', 'TaskFailed Expired', 'TaskStateExited A'],
      ...['PassStateEntered B', 'PassStateExited B', 'ExecutionSucceeded'],
    ],
    ['A caught 1 0', 'B succeeded 1 0'],
  ],
  [
    'a failure that ends it',
    ['ExecutionStarted', 'TaskStateEntered A', 'TaskScheduled', 'TaskFailed Internal', 'ExecutionFailed Internal'],
    ['A failed 1 0'],
  ],
  [
    'a Fail state',
    [
      ...['ExecutionStarted', 'ChoiceStateEntered A', 'ChoiceStateExited A'],
      ...['FailStateEntered B', 'ExecutionFailed FragmentsLost'],
    ],
    ['A succeeded 1 0', 'B failed 1 0'],
  ],
  ['stopped by hand', ['ExecutionStarted', 'WaitStateEntered A', 'ExecutionAborted'], ['A stopped 1 0']],
  [
    'redriven: it goes on where it failed',
    [
      ...['ExecutionStarted', 'TaskStateEntered A', 'TaskScheduled', 'TaskFailed Internal', 'ExecutionFailed Internal'],
      ...['ExecutionRedriven', 'TaskScheduled', 'TaskSucceeded', 'TaskStateExited A', 'ExecutionSucceeded'],
    ],
    ['A succeeded 1 1'],
  ],
  [
    'a Map with two items, of which one fails and is caught, and is left after them',
    [
      ...['ExecutionStarted', 'MapStateEntered M', 'MapStateStarted', 'MapIterationStarted', 'TaskStateEntered A'],
      ...['MapIterationStarted @3', 'TaskStateEntered A @6', 'TaskFailed Expired @5', 'TaskStateExited A @8'],
      ...['TaskSucceeded @7', 'TaskStateExited A @10', 'MapIterationSucceeded @11', 'MapIterationSucceeded @9'],
      ...['MapStateSucceeded', 'MapStateExited M', 'ExecutionSucceeded'],
    ],
    ['M succeeded 1 0', 'A caught 2 0'],
  ],
  [
    'a Map that an item ends, and another goes with it',
    [
      ...['ExecutionStarted', 'MapStateEntered M', 'MapStateStarted', 'MapIterationStarted', 'TaskStateEntered A'],
      ...['MapIterationStarted @3', 'WaitStateEntered B @6', 'TaskFailed Internal @5', 'MapIterationFailed'],
      ...['MapIterationAborted @7', 'MapStateFailed Internal @9', 'MapStateExited M', 'PassStateEntered C'],
    ],
    ['M caught 1 0', 'A failed 1 0', 'B stopped 1 0', 'C running 1 0'],
  ],
  [
    'the end of a history whose beginning is not known',
    ['TaskSucceeded', 'TaskStateExited A', 'SucceedStateEntered B', 'SucceedStateExited B', 'ExecutionSucceeded'],
    ['A succeeded 1 0', 'B succeeded 1 0'],
  ],
])('%s', (_name, lines, expected) => {
  expect(short(history(...lines))).toEqual(expected);
});

test('the order in which events are given says nothing; times and the error are told', () => {
  const events = history(
    ...['ExecutionStarted', 'TaskStateEntered A', 'TaskStateExited A', 'FailStateEntered B', 'ExecutionFailed Lost'],
  );

  expect(outcomesOfHistory(events.toReversed())).toEqual([
    { name: 'A', outcome: 'succeeded', entered: 1, failed: 0, caught: 0, retried: 0, startedMs: 2000, endedMs: 3000 },
    {
      ...{ name: 'B', outcome: 'failed', entered: 1, failed: 1, caught: 0, retried: 0, startedMs: 4000, endedMs: 5000 },
      after: ['A'],
      error: { code: 'Lost', message: 'why' },
    },
  ]);
});

test('of several executions the gravest is told, and all are counted', () => {
  const outcome = (kind: 'succeeded' | 'failed' | 'running', startedMs: number) => ({
    ...{ name: 'A', outcome: kind, entered: 1, failed: kind === 'failed' ? 1 : 0, caught: 0, retried: 1, startedMs },
    ...(kind === 'running' ? {} : { endedMs: startedMs + 10 }),
  });

  expect(joinOutcomes([outcome('succeeded', 5), outcome('running', 1)])).toEqual([
    { name: 'A', outcome: 'running', entered: 2, failed: 0, caught: 0, retried: 2, startedMs: 1 },
  ]);
  expect(joinOutcomes([outcome('succeeded', 5), outcome('failed', 1)])).toEqual([
    { name: 'A', outcome: 'failed', entered: 2, failed: 1, caught: 0, retried: 2, startedMs: 1, endedMs: 15 },
  ]);
});
