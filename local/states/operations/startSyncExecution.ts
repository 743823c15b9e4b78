import { StatesApiError } from '../StatesApiError.ts';
import { endOf } from '../store/ExecutionRecord.ts';
import type { Operation } from './Operation.ts';
import { wireTime } from './Operation.ts';
import { arn, optionalText } from './requestFields.ts';

/** StartSyncExecution, of Express machines: waits for the end and describes it. */
export const startSyncExecution: Operation = async (request, { executions, machines }) => {
  const stateMachineArn = arn(request, 'stateMachineArn', 'stateMachine');
  if (machines.get(stateMachineArn)?.type === 'STANDARD') {
    throw new StatesApiError(
      'StateMachineTypeNotSupported',
      'This operation is not supported by this type of state machine',
    );
  }
  const input = optionalText(request, 'input') ?? '{}';
  const started = executions.startWithText({ stateMachineArn, name: optionalText(request, 'name'), input });
  const { result, stopMs } = await started.completion;
  const { status, output, error, cause } = endOf(result, stopMs);
  return {
    executionArn: started.executionArn,
    stateMachineArn,
    name: started.name,
    startDate: wireTime(started.startMs),
    stopDate: wireTime(stopMs),
    status: status === 'ABORTED' ? 'FAILED' : status,
    error,
    cause,
    input,
    inputDetails: { included: true },
    output,
    ...(output === undefined ? {} : { outputDetails: { included: true } }),
    billingDetails: {
      billedMemoryUsedInMB: 64,
      billedDurationInMilliseconds: Math.ceil((stopMs - started.startMs) / 100) * 100,
    },
  };
};
