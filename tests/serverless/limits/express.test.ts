import { LIVE_PLANS_FOR_MS } from '../../../functions/archive/steps/listFragments.ts';
import { MAX_EXPRESS_MS } from '../../../local/states/limits.ts';
import { ofType } from '../checks/Template.ts';
import { type Graph, type PackagedMachine, packagedMachine, processorOf, type State } from './packagedMachine.ts';

const LIMIT_SECONDS = MAX_EXPRESS_MS / 1000;

interface Retrier {
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly MaxAttempts?: number;
}

let machine: PackagedMachine;
let live: Graph;

beforeAll(async () => {
  machine = await packagedMachine();
  live = processorOf(machine.definition, 'LiveStreams');
}, 300_000);

/** Seconds that a function may take, by its logical id. */
function timeoutOf(state: State): number {
  const text = JSON.stringify(state.Arguments);
  const functions = new Map(ofType(machine.template, 'AWS::Lambda::Function'));
  const [, id = ''] = /:function:(\w+)/.exec(text) ?? [];
  return Number(functions.get(id)?.Timeout ?? 0);
}

/** Seconds of one visit, if every attempt takes as long as its function may, and every wait is as long as it can be. */
function worstSeconds(state: State): number {
  const retriers = (state.Retry ?? []) as unknown as readonly Retrier[];
  const waits = retriers.flatMap(
    ({ IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity, MaxAttempts = 3 }) =>
      Array.from({ length: MaxAttempts }, (_, index) =>
        Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** index),
      ),
  );
  return (waits.length + 1) * timeoutOf(state) + waits.reduce((sum, seconds) => sum + seconds, 0);
}

function tasks(graph: Graph): [string, State][] {
  return Object.entries(graph.States).flatMap(([name, state]) => [
    ...(JSON.stringify(state.Arguments ?? {}).includes(':function:') ? [[name, state] as [string, State]] : []),
    ...(state.ItemProcessor === undefined ? [] : tasks(state.ItemProcessor)),
  ]);
}

describe('the five minutes of a live child', () => {
  test('each call ends in them by itself, with a minute left to say so', () => {
    const steps = tasks(live);
    expect(steps.map(([name]) => name).sort()).toEqual(
      ['ArchiveBundle', 'ArchiveClip', 'CommitWindow', 'ComputeWindow', 'ListFragments', 'RecordGap'].sort(),
    );
    for (const [name, state] of steps) {
      expect([name, timeoutOf(state) > 0, timeoutOf(state) <= LIMIT_SECONDS - 60]).toEqual([name, true, true]);
    }
  });

  test('at their worst the steps of one pass take longer, so that a child may be cut off anywhere', () => {
    // That this is safe is for tests/simulation/limits.test.ts: "the five minutes of a live child".
    const seconds = tasks(live).reduce((sum, [, state]) => sum + worstSeconds(state), 0);
    expect(seconds).toBeGreaterThan(LIMIT_SECONDS);
  });

  test('what is still open after three ticks goes to an execution without that end, whose calls may all be retried', () => {
    expect(LIVE_PLANS_FOR_MS).toBeGreaterThanOrEqual(2 * MAX_EXPRESS_MS);
    const catchUp = machine.definition.States.CatchUpAndRanges?.ItemProcessor as unknown as {
      ProcessorConfig: { ExecutionType: string };
    };
    expect(catchUp.ProcessorConfig.ExecutionType).toBe('STANDARD');
    expect(machine.definition).not.toHaveProperty('TimeoutSeconds');
  });

  test('a live child waits for nobody', () => {
    const text = JSON.stringify(live);
    expect(text).not.toContain('.sync');
    expect(text).not.toContain('waitForTaskToken');
  });
});
