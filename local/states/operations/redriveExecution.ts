import { findExecution } from './findExecution.ts';
import type { Operation } from './Operation.ts';
import { wireTime } from './Operation.ts';

/**
 * RedriveExecution: `{ executionArn, clientToken? }` to `{ redriveDate }`. Documented: the same token within 15 minutes
 * is the same redrive; here one that is under way answers when it began, whatever the token.
 */
export const redriveExecution: Operation = (request, context) => {
  const { executionArn, end, redriveMs } = findExecution(request, context);
  if (end === undefined && redriveMs !== undefined && request.clientToken !== undefined) {
    return { redriveDate: wireTime(redriveMs) };
  }
  return { redriveDate: wireTime(context.executions.redrive(executionArn)) };
};
