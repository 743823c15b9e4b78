import type { StateMachine } from '../StateMachine.ts';
import { StatesApiError } from '../StatesApiError.ts';
import type { Operation } from './Operation.ts';
import { wireTime } from './Operation.ts';
import { arn } from './requestFields.ts';

/** A machine's description, but for what only one of the operations gives. */
export function machineFacts(machine: StateMachine) {
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    definition: JSON.stringify(machine.definition),
    roleArn: machine.roleArn,
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  };
}

/** DescribeStateMachine. */
export const describeStateMachine: Operation = (request, { machines }) => {
  const stateMachineArn = arn(request, 'stateMachineArn', 'stateMachine');
  const machine = machines.get(stateMachineArn);
  if (machine === undefined) {
    throw new StatesApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
  }
  const { type, createdMs } = machine;
  return { ...machineFacts(machine), status: 'ACTIVE', type, creationDate: wireTime(createdMs) };
};
