import { MAX_HISTORY_EVENTS } from './limits.ts';
import type { ExecutionRecord } from './store/ExecutionRecord.ts';

/** How long after its end an execution may be redriven. Documented: API reference, RedriveExecution. */
const REDRIVABLE_MS = 14 * 24 * 3_600_000;
/** Documented: Service quotas, redrives of a Map Run; that an execution has no more is assumed. */
const MAX_REDRIVES = 1000;

/**
 * Why an execution cannot be redriven; undefined where it can. Documented: API reference, DescribeExecution,
 * `redriveStatusReason`, whose texts these are.
 *
 * @param events of its history
 */
export function redriveRefusal(record: ExecutionRecord | undefined, events: number, nowMs: number): string | undefined {
  if (record === undefined) return 'Execution does not exist';
  const { end, mapRunArn, redriveCount = 0 } = record;
  if (end === undefined) return 'Execution is RUNNING and cannot be redriven';
  if (end.status === 'SUCCEEDED') return 'Execution is SUCCEEDED and cannot be redriven';
  if (mapRunArn !== undefined) return 'Execution is a child of a Map Run: redrive the execution that the Map Run is of';
  if (events >= MAX_HISTORY_EVENTS - 1) return 'Execution history event limit exceeded';
  if (nowMs - end.stopMs > REDRIVABLE_MS) return 'Execution redrivable period exceeded';
  if (redriveCount >= MAX_REDRIVES) return 'Execution redrive limit exceeded';
  return undefined;
}
