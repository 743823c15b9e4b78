import { describeExecution } from './describeExecution.ts';
import { describeMapRun } from './describeMapRun.ts';
import { describeStateMachine } from './describeStateMachine.ts';
import { describeStateMachineForExecution } from './describeStateMachineForExecution.ts';
import { getExecutionHistory } from './getExecutionHistory.ts';
import { listExecutions } from './listExecutions.ts';
import { listMapRuns } from './listMapRuns.ts';
import { listStateMachines } from './listStateMachines.ts';
import type { Operation } from './Operation.ts';
import { redriveExecution } from './redriveExecution.ts';
import { startExecution } from './startExecution.ts';
import { startSyncExecution } from './startSyncExecution.ts';
import { stopExecution } from './stopExecution.ts';

/** The operations that are answered, by their name on the wire. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['DescribeExecution', describeExecution],
  ['DescribeMapRun', describeMapRun],
  ['DescribeStateMachine', describeStateMachine],
  ['DescribeStateMachineForExecution', describeStateMachineForExecution],
  ['GetExecutionHistory', getExecutionHistory],
  ['ListExecutions', listExecutions],
  ['ListMapRuns', listMapRuns],
  ['ListStateMachines', listStateMachines],
  ['RedriveExecution', redriveExecution],
  ['StartExecution', startExecution],
  ['StartSyncExecution', startSyncExecution],
  ['StopExecution', stopExecution],
]);
