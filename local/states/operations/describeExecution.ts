import { findExecution } from './findExecution.ts';
import type { Operation } from './Operation.ts';
import { wireTime } from './Operation.ts';
import { redriveFacts } from './redriveFacts.ts';

/** DescribeExecution. */
export const describeExecution: Operation = (request, context) => {
  const found = findExecution(request, context);
  const { end, ...record } = found;
  return {
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status: end?.status ?? 'RUNNING',
    startDate: wireTime(record.startMs),
    ...(end === undefined ? {} : { stopDate: wireTime(end.stopMs) }),
    input: record.input,
    inputDetails: { included: true },
    ...(end?.output === undefined ? {} : { output: end.output, outputDetails: { included: true } }),
    error: end?.error,
    cause: end?.cause,
    mapRunArn: record.mapRunArn,
    ...redriveFacts(found, context),
  };
};
