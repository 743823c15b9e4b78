import { StatesApiError } from '../StatesApiError.ts';
import { machineFacts } from './describeStateMachine.ts';
import { findExecution } from './findExecution.ts';
import type { Operation } from './Operation.ts';
import { wireTime } from './Operation.ts';

/** DescribeStateMachineForExecution; for a Map's child, the machine that holds the Map, with the Map's label. */
export const describeStateMachineForExecution: Operation = (request, context) => {
  const record = findExecution(request, context);
  const [machineArn = '', label] = record.stateMachineArn.split('/');
  const machine = context.machines.get(machineArn);
  if (machine === undefined) {
    throw new StatesApiError('ExecutionDoesNotExist', `The state machine of ${record.executionArn} is gone`);
  }
  return { ...machineFacts(machine), updateDate: wireTime(machine.createdMs), mapRunArn: record.mapRunArn, label };
};
