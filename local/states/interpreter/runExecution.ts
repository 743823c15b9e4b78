import { MAX_EXPRESS_EVENTS, MAX_EXPRESS_MS, MAX_HISTORY_EVENTS } from '../limits.ts';
import { childController, NO_LONGER_NEEDED } from './abortable.ts';
import type { Execution, ExecutionResult, Program, Resumption } from './Execution.ts';
import { checkPayload } from './payloadBytes.ts';
import { runStates } from './runStates.ts';
import { Scope } from './Scope.ts';
import { ExecutionStopped, ExecutionTimedOut, StateFailure } from './StateFailure.ts';
import { sleepUntil } from './sleep.ts';
import { History, Trail } from './Trail.ts';

function describeEnd(thrown: unknown): ExecutionResult {
  if (thrown instanceof StateFailure) return { status: 'FAILED', error: thrown.name, cause: thrown.message };
  if (thrown instanceof ExecutionTimedOut) return { status: 'TIMED_OUT', error: 'States.Timeout', cause: undefined };
  if (thrown instanceof ExecutionStopped) return { status: 'ABORTED', error: thrown.error, cause: thrown.stopCause };
  // A fault of the interpreter: shown as the execution's failure, which nobody can overlook, rather than as no end at all.
  const fault = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { status: 'FAILED', error: 'States.Runtime', cause: `The interpreter itself failed: ${fault}` };
}

/**
 * Runs one execution to its end, and tells the observer all of it.
 *
 * @param signal ends the execution as ABORTED; with an ExecutionStopped as reason, with its error and cause
 * @param resumption goes on from there, under the same identity, with `redriveCount`
 */
export async function runExecution(
  execution: Execution,
  program: Program,
  signal: AbortSignal,
  resumption?: Resumption,
): Promise<ExecutionResult> {
  const { identity, host } = execution;
  const { clock } = host.system;
  const { controller, release } = childController(signal);
  const timer = new AbortController();
  const ownMs = program.timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : program.timeoutSeconds * 1000;
  const limitMs = Math.min(ownMs, identity.type === 'EXPRESS' ? MAX_EXPRESS_MS : Number.POSITIVE_INFINITY);
  if (Number.isFinite(limitMs)) {
    sleepUntil(clock, clock.now() + limitMs, timer.signal).then(
      () => controller.abort(new ExecutionTimedOut()),
      () => undefined, // it ended in time
    );
  }
  const historyLimit = identity.type === 'STANDARD' ? MAX_HISTORY_EVENTS : MAX_EXPRESS_EVENTS;
  const history = new History(
    () => clock.now(),
    (event) => host.observer.event?.(event, identity),
    historyLimit,
    resumption?.lastEventId,
  );
  const trail = new Trail(history, resumption?.progress?.lastEventId ?? resumption?.lastEventId);
  host.observer.started?.(identity, (reason) => controller.abort(reason));
  if (resumption === undefined) {
    trail.record('ExecutionStarted', {
      input: JSON.stringify(identity.input),
      inputDetails: { truncated: false },
      roleArn: identity.roleArn,
    });
  } else trail.record('ExecutionRedriven', { redriveCount: identity.redriveCount });
  let result: ExecutionResult;
  try {
    checkPayload(identity.input, 'The execution was given an input');
    const branch = { execution, scope: new Scope(), trail, signal: controller.signal, mapItem: undefined };
    const output = await runStates(program.graph, identity.input, branch, resumption?.progress);
    result = { status: 'SUCCEEDED', output };
  } catch (thrown) {
    const foreign = controller.signal.aborted && !(thrown instanceof StateFailure);
    const reason = foreign ? controller.signal.reason : thrown;
    result = describeEnd(foreign && !isEnd(reason) ? new ExecutionStopped() : reason);
  } finally {
    timer.abort(NO_LONGER_NEEDED);
    release();
  }
  if (result.status === 'SUCCEEDED') {
    trail.record('ExecutionSucceeded', { output: JSON.stringify(result.output), outputDetails: { truncated: false } });
  } else {
    const type = { FAILED: 'ExecutionFailed', TIMED_OUT: 'ExecutionTimedOut', ABORTED: 'ExecutionAborted' }[
      result.status
    ];
    trail.record(type, { error: result.error, cause: result.cause });
  }
  host.observer.ended?.(identity, result);
  return result;
}

function isEnd(reason: unknown): boolean {
  return reason instanceof ExecutionStopped || reason instanceof ExecutionTimedOut;
}
