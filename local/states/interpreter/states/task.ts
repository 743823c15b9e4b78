import { MAX_SECONDS } from '../../limits.ts';
import { abortable, childController, NO_LONGER_NEEDED } from '../abortable.ts';
import type { TaskState } from '../Definition.ts';
import { checkPayload } from '../payloadBytes.ts';
import { recover } from '../recover.ts';
import { StateFailure, toStateFailure } from '../StateFailure.ts';
import { sleepUntil } from '../sleep.ts';
import { describeResource } from '../taskEvents.ts';
import type { Departure, Visit } from '../Visit.ts';

/** Calls the resource, and gives up on it when its time is over or the execution ends. */
async function call(visit: Visit, resource: string, args: unknown, timeoutSeconds: number | undefined) {
  const { execution, signal } = visit.branch;
  const { clock } = visit.system;
  const { controller, release } = childController(signal);
  const timer = new AbortController();
  if (timeoutSeconds !== undefined) {
    sleepUntil(clock, clock.now() + timeoutSeconds * 1000, timer.signal).then(
      () => controller.abort(new StateFailure('States.Timeout', '')),
      () => undefined, // the task was faster
    );
  }
  try {
    const context = {
      signal: controller.signal,
      executionArn: execution.identity.executionArn,
      roleArn: execution.identity.roleArn,
      stateName: visit.stateName,
    };
    return await abortable(execution.host.taskRunner.run(resource, args, context), controller.signal);
  } catch (thrown) {
    signal.throwIfAborted();
    throw toStateFailure(thrown);
  } finally {
    timer.abort(NO_LONGER_NEEDED);
    release();
  }
}

async function attemptTask(visit: Visit, state: TaskState): Promise<Departure> {
  const { trail, execution } = visit.branch;
  const args = state.Arguments === undefined ? visit.input : await visit.evaluate(state.Arguments, 'Arguments');
  checkPayload(args, `The state/task '${visit.stateName}' was given an input`);
  const timeoutSeconds =
    state.TimeoutSeconds === undefined
      ? undefined
      : await visit.evaluateInteger(state.TimeoutSeconds, 'TimeoutSeconds', { min: 1, max: MAX_SECONDS });
  const events = describeResource(state.Resource, execution.identity.executionArn);
  trail.record(events.scheduled, events.scheduledDetails(args, timeoutSeconds));
  trail.record(events.started, events.details);
  let result: unknown;
  try {
    const returned = await call(visit, state.Resource, args, timeoutSeconds);
    // What a task returns is JSON by contract; a copy keeps its later changes out, and undefined is null as on the wire.
    result = returned === undefined ? null : (JSON.parse(JSON.stringify(returned)) as unknown);
    checkPayload(result, `The state/task '${events.name}' returned a result`);
  } catch (thrown) {
    if (thrown instanceof StateFailure) {
      const details = { ...events.details, error: thrown.name, cause: thrown.message };
      trail.record(thrown.name === 'States.Timeout' ? events.timedOut : events.failed, details);
    }
    throw thrown;
  }
  const output = { output: JSON.stringify(result), outputDetails: { truncated: false } };
  trail.record(events.succeeded, { ...events.details, ...output });
  return visit.depart(state, state.Next, { result });
}

/** Task: calls its Resource with Arguments (by default its input). */
export function runTask(visit: Visit, state: TaskState): Promise<Departure> {
  return recover(visit, state, () => attemptTask(visit, state));
}
