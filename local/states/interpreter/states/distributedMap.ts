import { MAX_DISTRIBUTED_CONCURRENCY, MAX_PAYLOAD_BYTES } from '../../limits.ts';
import { childController } from '../abortable.ts';
import type { MapState } from '../Definition.ts';
import type { ExecutionIdentity, ExecutionResult, RecordedChild } from '../Execution.ts';
import { type ChildInput, childInputs } from '../map/itemBatcher.ts';
import { MapRun } from '../map/MapRun.ts';
import { MapRunResults } from '../map/MapRunResults.ts';
import { mapRunNames } from '../map/mapRunNames.ts';
import { redrivenChildren } from '../map/redrivenChildren.ts';
import { runBounded } from '../map/runBounded.ts';
import { selectItems } from '../map/selectItems.ts';
import { payloadBytes } from '../payloadBytes.ts';
import { runExecution } from '../runExecution.ts';
import { ExecutionStopped, StateFailure } from '../StateFailure.ts';
import type { Visit } from '../Visit.ts';

const OVER_THRESHOLD = 'The specified tolerated failure threshold was exceeded';

async function startMapRun(visit: Visit, state: MapState): Promise<MapRun> {
  const integer = (template: number | string | undefined, field: string, max: number) =>
    visit.evaluateInteger(template ?? 0, field, { min: 0, max });
  const names = mapRunNames(visit.branch.execution.identity, visit.stateName, state, visit.system.random.uuid());
  return new MapRun({
    mapRunArn: visit.resumed?.mapRunArn ?? names.mapRunArn,
    executionArn: visit.branch.execution.identity.executionArn,
    stateMachineArn: names.stateMachineArn,
    startMs: visit.system.clock.now(),
    ...(visit.resumed?.mapRunArn === undefined ? {} : redriveOf(visit)),
    maxConcurrency: await integer(state.MaxConcurrency, 'MaxConcurrency', 100_000_000),
    toleratedFailurePercentage: await integer(state.ToleratedFailurePercentage, 'ToleratedFailurePercentage', 100),
    toleratedFailureCount: await integer(state.ToleratedFailureCount, 'ToleratedFailureCount', 100_000_000),
  });
}

/** A Map Run is redriven with the execution that it is of; that it is redriven as often is assumed. */
function redriveOf(visit: Visit): { redriveCount: number; redriveMs: number } {
  return {
    redriveCount: visit.branch.execution.identity.redriveCount ?? 0,
    redriveMs: visit.system.clock.now(),
  };
}

/**
 * Each item, or batch of items, as an execution of its own. The state fails with
 * States.ExceedToleratedFailureThreshold when more items fail than are tolerated; then, and when the parent ends, the
 * children under way are stopped and no other is started.
 */
export async function runDistributedMap(visit: Visit, state: MapState): Promise<unknown> {
  const { execution, trail, signal } = visit.branch;
  const { observer, system } = execution.host;
  // Documented: developer guide, "IAM policies for using Distributed Map states": children are executions of the machine.
  const { roleArn, executionArn, stateMachineArn } = execution.identity;
  const starts = { action: 'states:StartExecution', resource: stateMachineArn };
  const refusal = execution.host.authorize?.(roleArn, executionArn, [starts]);
  if (refusal !== undefined) throw new StateFailure('StepFunctions.AWSStepFunctionsException', refusal);
  const run = await startMapRun(visit, state);
  const results = await MapRunResults.open(visit, state, run);
  const earlier = redrivenChildren(execution, visit.resumed?.mapRunArn);
  if (visit.resumed?.mapRunArn === undefined) {
    trail.record('MapStateStarted', { length: 0 });
    trail.record('MapRunStarted', { mapRunArn: run.mapRunArn });
  } else {
    // As often as the execution it belongs to, at most; that they are equal is assumed.
    trail.record('MapRunRedriven', { mapRunArn: run.mapRunArn, redriveCount: execution.identity.redriveCount });
  }
  observer.mapRun?.(run);

  const given = {
    count: state.ToleratedFailureCount !== undefined,
    percentage: state.ToleratedFailurePercentage !== undefined,
  };
  const { controller, release } = childController(signal);
  let failure: unknown;
  let allDrawn = false;
  const fail = (thrown: unknown) => {
    failure ??= thrown;
    controller.abort(new ExecutionStopped('States.MapRunFailed', OVER_THRESHOLD));
  };
  const judge = () => {
    if (failure === undefined && run.exceedsTolerance(given, allDrawn)) {
      fail(new StateFailure('States.ExceedToleratedFailureThreshold', OVER_THRESHOLD));
    }
  };

  const runChild = async (child: ChildInput): Promise<void> => {
    const before = earlier.get(child.index);
    const identity = childIdentity(visit, state, run, child, before);
    run.childStarted(child.items);
    try {
      const result: ExecutionResult =
        before?.succeeded === true
          ? { status: 'SUCCEEDED', output: before.output }
          : await runChildExecution(visit, state, identity, controller.signal, before);
      run.childEnded(child.items, result.status);
      await results.add(child, identity, result);
    } catch (thrown) {
      fail(thrown);
    }
    observer.mapRun?.(run);
    judge();
  };

  const inputs = (async function* () {
    try {
      yield* childInputs(visit, state.ItemBatcher, selectItems(visit, state));
      allDrawn = true;
      judge();
    } catch (thrown) {
      fail(thrown);
    }
  })();
  const limit = Math.min(run.maxConcurrency || MAX_DISTRIBUTED_CONCURRENCY, MAX_DISTRIBUTED_CONCURRENCY);
  const end = (status: 'SUCCEEDED' | 'FAILED' | 'ABORTED') => {
    run.end(status, system.clock.now());
    observer.mapRun?.(run);
  };
  try {
    await runBounded(inputs, limit, controller.signal, runChild, () => failure !== undefined);
    judge();
  } catch (thrown) {
    fail(thrown);
  } finally {
    release();
  }
  if (signal.aborted) {
    end('ABORTED');
    throw signal.reason;
  }
  let result: unknown;
  try {
    result = await results.finish();
  } catch (thrown) {
    failure ??= thrown;
  }
  if (failure === undefined) {
    end('SUCCEEDED');
    trail.record('MapRunSucceeded');
    trail.record('MapStateSucceeded');
    return result;
  }
  end('FAILED');
  if (failure instanceof StateFailure) {
    const details = { error: failure.name, cause: failure.message };
    trail.note('MapRunFailed', details);
    trail.note('MapStateFailed', details);
  }
  throw failure;
}

/** Of a child that was there before, the same: Standard children are redriven, Express ones started anew (documented). */
function childIdentity(
  visit: Visit,
  state: MapState,
  run: MapRun,
  child: ChildInput,
  before: RecordedChild | undefined,
): ExecutionIdentity {
  const parent = visit.branch.execution.identity;
  const { random, clock } = visit.system;
  const names = mapRunNames(parent, visit.stateName, state, run.mapRunArn.split(':').at(-1) ?? '');
  const name = before?.name ?? random.uuid();
  return {
    executionArn: before?.executionArn ?? names.childArn(name),
    name,
    stateMachineArn: names.stateMachineArn,
    stateMachineName: names.stateMachineName,
    type: names.type,
    roleArn: parent.roleArn,
    input: child.input,
    startMs: before?.startMs ?? clock.now(),
    mapRunArn: run.mapRunArn,
    mapIndex: child.index,
    ...(before === undefined || before.succeeded ? {} : { redriveCount: before.redriveCount + 1 }),
  };
}

/** An input over the limit fails its child alone, as it does there. Observed nowhere: assumed. */
async function runChildExecution(
  visit: Visit,
  state: MapState,
  identity: ExecutionIdentity,
  signal: AbortSignal,
  before: RecordedChild | undefined,
): Promise<ExecutionResult> {
  if (payloadBytes(identity.input) > MAX_PAYLOAD_BYTES) {
    const cause = 'The input of the child execution exceeds the maximum number of bytes service limit.';
    return { status: 'FAILED', error: 'States.DataLimitExceeded', cause };
  }
  return runExecution({ identity, host: visit.branch.execution.host }, { graph: state.ItemProcessor }, signal, before);
}
