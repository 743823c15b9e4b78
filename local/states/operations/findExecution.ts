import { StatesApiError } from '../StatesApiError.ts';
import type { ExecutionRecord } from '../store/ExecutionRecord.ts';
import type { StatesContext } from './Operation.ts';
import { arn } from './requestFields.ts';

/**
 * The Standard execution that a request names; Express ones keep no record.
 * @throws StatesApiError ExecutionDoesNotExist, InvalidArn
 */
export function findExecution(request: Record<string, unknown>, context: StatesContext): ExecutionRecord {
  const executionArn = arn(request, 'executionArn', 'execution', 'express');
  const record = context.store.find(executionArn);
  if (record === undefined) {
    throw new StatesApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  }
  return record;
}
