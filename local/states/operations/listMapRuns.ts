import { findExecution } from './findExecution.ts';
import type { Operation } from './Operation.ts';
import { wireTime } from './Operation.ts';
import { page } from './paging.ts';

/** ListMapRuns of an execution, newest first. */
export const listMapRuns: Operation = (request, context) => {
  const { executionArn } = findExecution(request, context);
  const { entries, nextToken } = page(context.store.mapRunsOf(executionArn), (run) => run.mapRunArn, request);
  const mapRuns = entries.map(({ mapRunArn, stateMachineArn, startMs, stopMs }) => ({
    executionArn,
    mapRunArn,
    stateMachineArn,
    startDate: wireTime(startMs),
    ...(stopMs === undefined ? {} : { stopDate: wireTime(stopMs) }),
  }));
  return { mapRuns, nextToken };
};
