import { StatesApiError } from '../StatesApiError.ts';
import type { Operation } from './Operation.ts';
import { wireTime } from './Operation.ts';
import { page } from './paging.ts';
import { arn, optionalText } from './requestFields.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];

/** ListExecutions of a Standard machine, or of a Map Run's children; newest first. */
export const listExecutions: Operation = (request, { store, machines }) => {
  const statusFilter = optionalText(request, 'statusFilter');
  if (statusFilter !== undefined && !STATUSES.includes(statusFilter)) {
    throw new StatesApiError('ValidationException', `statusFilter must be one of ${STATUSES.join(', ')}`);
  }
  if ((request.stateMachineArn === undefined) === (request.mapRunArn === undefined)) {
    throw new StatesApiError('ValidationException', 'Provide either a stateMachineArn or a mapRunArn');
  }
  const byMap = request.mapRunArn !== undefined;
  const parent = byMap ? arn(request, 'mapRunArn', 'mapRun') : arn(request, 'stateMachineArn', 'stateMachine');
  if (byMap && store.findMapRun(parent) === undefined) {
    throw new StatesApiError('ResourceNotFound', `Resource not found: '${parent}'`);
  }
  if (!byMap && machines.get(parent) === undefined) {
    throw new StatesApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${parent}'`);
  }
  if (!byMap && machines.get(parent)?.type === 'EXPRESS') {
    throw new StatesApiError(
      'StateMachineTypeNotSupported',
      'This operation is not supported by this type of state machine',
    );
  }
  const matching = store.list((record) => {
    const belongs = byMap ? record.mapRunArn === parent : record.stateMachineArn === parent;
    return belongs && (statusFilter === undefined || (record.end?.status ?? 'RUNNING') === statusFilter);
  });
  const { entries, nextToken } = page(matching, (record) => record.executionArn, request);
  const executions = entries.map(({ redriveCount = 0, redriveMs, ...record }) => ({
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status: record.end?.status ?? 'RUNNING',
    startDate: wireTime(record.startMs),
    ...(record.end === undefined ? {} : { stopDate: wireTime(record.end.stopMs) }),
    mapRunArn: record.mapRunArn,
    redriveCount,
    ...(redriveMs === undefined ? {} : { redriveDate: wireTime(redriveMs) }),
  }));
  return { executions, nextToken };
};
