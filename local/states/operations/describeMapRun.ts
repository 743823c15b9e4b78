import { StatesApiError } from '../StatesApiError.ts';
import type { Operation } from './Operation.ts';
import { wireTime } from './Operation.ts';
import { arn } from './requestFields.ts';

/** DescribeMapRun, also while it runs. */
export const describeMapRun: Operation = (request, { store }) => {
  const mapRunArn = arn(request, 'mapRunArn', 'mapRun');
  const run = store.findMapRun(mapRunArn);
  if (run === undefined) throw new StatesApiError('ResourceNotFound', `Resource not found: '${mapRunArn}'`);
  return {
    mapRunArn,
    executionArn: run.executionArn,
    status: run.status,
    startDate: wireTime(run.startMs),
    ...(run.stopMs === undefined ? {} : { stopDate: wireTime(run.stopMs) }),
    maxConcurrency: run.maxConcurrency,
    toleratedFailurePercentage: run.toleratedFailurePercentage,
    toleratedFailureCount: run.toleratedFailureCount,
    itemCounts: run.itemCounts,
    executionCounts: run.executionCounts,
    redriveCount: run.redriveCount ?? 0,
    ...(run.redriveMs === undefined ? {} : { redriveDate: wireTime(run.redriveMs) }),
  };
};
