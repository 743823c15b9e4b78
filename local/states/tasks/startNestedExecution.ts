import type { ExecutionResult } from '../interpreter/Execution.ts';
import { ExecutionStopped, StateFailure } from '../interpreter/StateFailure.ts';
import type { TaskContext } from '../interpreter/TaskRunner.ts';

export const START_EXECUTION = /^arn:aws[a-z-]*:states:::states:startExecution(\.sync|\.sync:2)?$/;

/** An execution that was started, and its end. */
export interface StartedExecution {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly startMs: number;
  readonly completion: Promise<{ readonly result: ExecutionResult; readonly stopMs: number }>;
}

/** What a machine needs to run another. */
export interface NestedExecutions {
  /** Rejects with an error named as the API's. */
  start(request: { stateMachineArn: string; name: string | undefined; input: unknown }): Promise<StartedExecution>;
  /** Resolves when it has ended. */
  stop(executionArn: string, reason: ExecutionStopped): Promise<unknown>;
}

/** Names of the API's errors as a Task shows them. Documented: "StepFunctions.ExecutionAlreadyExistsException" and the like. */
function asTaskError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  return new StateFailure(`StepFunctions.${thrown.name}Exception`, thrown.message);
}

/**
 * `states:startExecution`; with `.sync:2` (result's Output as JSON) or `.sync` (as text) it waits for the end, and stops
 * the execution when it is itself given up.
 * Documented: developer guide, "Start a new execution"; the result's dates as epoch milliseconds: assumed.
 * @throws StateFailure States.TaskFailed where the execution does not succeed, with its description for a cause
 */
export async function startNestedExecution(
  nested: NestedExecutions,
  resource: string,
  args: unknown,
  context: TaskContext,
): Promise<unknown> {
  const { StateMachineArn, Input = {}, Name } = args as Record<string, unknown>;
  const started = await nested
    .start({
      stateMachineArn: String(StateMachineArn),
      name: Name === undefined ? undefined : String(Name),
      input: Input,
    })
    .catch((thrown: unknown) => {
      throw asTaskError(thrown);
    });
  const pattern = START_EXECUTION.exec(resource)?.[1];
  if (pattern === undefined) return { ExecutionArn: started.executionArn, StartDate: started.startMs };
  const stop = () =>
    void nested.stop(
      started.executionArn,
      new ExecutionStopped('States.Runtime', 'The execution that waited for this one ended.'),
    );
  if (context.signal.aborted) stop();
  else context.signal.addEventListener('abort', stop, { once: true });
  const { result, stopMs } = await started.completion;
  context.signal.removeEventListener('abort', stop);
  const asText = pattern === '.sync';
  const described = {
    ExecutionArn: started.executionArn,
    Input: asText ? JSON.stringify(Input) : Input,
    Name: started.name,
    StartDate: started.startMs,
    StateMachineArn: started.stateMachineArn,
    Status: result.status,
    StopDate: stopMs,
  };
  if (result.status !== 'SUCCEEDED') {
    const failed = { ...described, Error: result.error, Cause: result.cause };
    throw new StateFailure('States.TaskFailed', JSON.stringify(failed));
  }
  return { ...described, Output: asText ? JSON.stringify(result.output) : result.output };
}
