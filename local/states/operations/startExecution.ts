import type { Operation } from './Operation.ts';
import { wireTime } from './Operation.ts';
import { arn, optionalText } from './requestFields.ts';

/** StartExecution: `{ stateMachineArn, name?, input? }` to `{ executionArn, startDate }`. */
export const startExecution: Operation = (request, { executions }) => {
  const started = executions.startWithText({
    stateMachineArn: arn(request, 'stateMachineArn', 'stateMachine'),
    name: optionalText(request, 'name'),
    input: optionalText(request, 'input') ?? '{}',
  });
  return { executionArn: started.executionArn, startDate: wireTime(started.startMs) };
};
