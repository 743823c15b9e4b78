import { ExecutionStopped } from '../interpreter/StateFailure.ts';
import { findExecution } from './findExecution.ts';
import type { Operation } from './Operation.ts';
import { wireTime } from './Operation.ts';
import { optionalText } from './requestFields.ts';

/** StopExecution: answers when the execution has really ended. One that had ended before stays as it is (assumed). */
export const stopExecution: Operation = async (request, context) => {
  const record = findExecution(request, context);
  const reason = new ExecutionStopped(optionalText(request, 'error'), optionalText(request, 'cause'));
  const stopMs = await context.executions.stop(record.executionArn, reason);
  return { stopDate: wireTime(stopMs ?? record.end?.stopMs ?? context.clock.now()) };
};
