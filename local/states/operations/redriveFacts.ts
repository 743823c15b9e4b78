import { redriveRefusal } from '../redriveRefusal.ts';
import type { ExecutionRecord } from '../store/ExecutionRecord.ts';
import type { StatesContext } from './Operation.ts';
import { wireTime } from './Operation.ts';

/** What a description tells of redrives. Documented: API reference, DescribeExecution. */
export function redriveFacts(record: ExecutionRecord, { store, clock }: StatesContext): Record<string, unknown> {
  const { redriveCount = 0, redriveMs, mapRunArn, end } = record;
  const counted = { redriveCount, ...(redriveMs === undefined ? {} : { redriveDate: wireTime(redriveMs) }) };
  if (mapRunArn !== undefined && end !== undefined && end.status !== 'SUCCEEDED') {
    return { ...counted, redriveStatus: 'REDRIVABLE_BY_MAP_RUN' };
  }
  const refusal = redriveRefusal(
    record,
    end === undefined ? 0 : store.history(record.executionArn).length,
    clock.now(),
  );
  if (refusal === undefined) return { ...counted, redriveStatus: 'REDRIVABLE' };
  return { ...counted, redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: refusal };
}
