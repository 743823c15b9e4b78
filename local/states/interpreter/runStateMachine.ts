import type { System } from '../../../core/system.ts';
import type { StatesS3 } from '../StatesS3.ts';
import { checkDefinition } from './checkDefinition.ts';
import type { ExecutionIdentity, ExecutionObserver, ExecutionResult, ExecutionType } from './Execution.ts';
import type { HistoryEvent } from './HistoryEvent.ts';
import { runExecution } from './runExecution.ts';
import type { TaskRunner } from './TaskRunner.ts';

export interface StateMachineRun {
  /** Amazon States Language, JSONata. */
  readonly definition: unknown;
  readonly input: unknown;
  readonly taskRunner: TaskRunner;
  readonly s3: StatesS3;
  readonly system: System;
  /** Ends the execution, as ABORTED. */
  readonly signal?: AbortSignal;
  /** Every event of the execution and, where it is a distributed Map, of its children. */
  readonly onEvent?: (event: HistoryEvent, execution: ExecutionIdentity) => void;
  readonly type?: ExecutionType;
  readonly machineName?: string;
  readonly executionName?: string;
}

const checked = new WeakMap<object, ReturnType<typeof checkDefinition>>();

/** A definition is checked once, not once a run, where its task runner takes every resource. */
function checkedOnce(definition: unknown, taskRunner: TaskRunner): ReturnType<typeof checkDefinition> {
  if (taskRunner.supports !== undefined || typeof definition !== 'object' || definition === null) {
    return checkDefinition(definition, (resource) => taskRunner.supports?.(resource) ?? true);
  }
  const known = checked.get(definition) ?? checkDefinition(definition, () => true);
  checked.set(definition, known);
  return known;
}

/**
 * Runs a definition to its end without any API or storage: for simulations and tests. Every interleaving is decided by
 * the task runner's promises and the system's clock.
 * @throws InvalidDefinition
 */
export async function runStateMachine(run: StateMachineRun): Promise<ExecutionResult> {
  const { taskRunner, system, s3, onEvent } = run;
  const definition = checkedOnce(run.definition, taskRunner);
  const machine = run.machineName ?? 'machine';
  const name = run.executionName ?? 'execution';
  const account = 'us-east-1:000000000000';
  const identity: ExecutionIdentity = {
    executionArn: `arn:aws:states:${account}:execution:${machine}:${name}`,
    name,
    stateMachineArn: `arn:aws:states:${account}:stateMachine:${machine}`,
    stateMachineName: machine,
    type: run.type ?? 'STANDARD',
    roleArn: `arn:aws:iam::000000000000:role/${machine}`,
    input: run.input,
    startMs: system.clock.now(),
  };
  const observer: ExecutionObserver = onEvent === undefined ? {} : { event: onEvent };
  const program = { graph: definition, timeoutSeconds: definition.TimeoutSeconds };
  const signal = run.signal ?? new AbortController().signal;
  return runExecution({ identity, host: { system, taskRunner, s3, observer } }, program, signal);
}
