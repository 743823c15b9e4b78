import { ArchiverError } from '../../../core/errors.ts';
import type { SegmentQuery, SegmentStore } from '../../../core/ports/segmentStore.ts';
import {
  parseIdentifier,
  parseSegmentReport,
  type StoredSegment,
  sameReport,
} from '../../../core/segments/segmentReport.ts';
import type { Clock } from '../../../core/system.ts';
import { parseTime } from '../../../core/time/parseTime.ts';

export interface SegmentPorts {
  readonly segments: SegmentStore;
  readonly clock: Clock;
}

/** What a list of segments is asked for: one by its id, or those of a device. */
export type SegmentList =
  | { readonly clientID: string }
  | { readonly deviceID: string; readonly fromMs?: number; readonly toMs?: number };

/**
 * Keeps what a device says that it recorded. The same report again is kept once, with the time of the first.
 *
 * @param thing whom the caller's identity is bound to; it reports of itself alone
 * @throws ArchiverError `InvalidInput` naming the field; `Conflict` where the id is another segment's
 */
export async function reportSegment(input: unknown, thing: string | undefined, ports: SegmentPorts) {
  const report = parseSegmentReport(input);
  if (thing !== undefined && report.deviceID !== thing) {
    throw new ArchiverError('InvalidInput', `deviceID: ${thing} reports of itself alone`, {
      details: { field: 'deviceID' },
    });
  }
  const kept = await ports.segments.put({ ...report, writtenMs: ports.clock.now() });
  if (sameReport(kept, report)) return kept;
  throw new ArchiverError(
    'Conflict',
    `clientID: ${report.clientID} is the id of another segment, written at ${kept.writtenMs}; each has its own`,
    { details: { field: 'clientID' } },
  );
}

/** @throws ArchiverError `InvalidInput`, naming the parameter */
export function segmentListRequest(query: Readonly<Record<string, string | undefined>>, now: number): SegmentList {
  const { clientID, deviceID, from, to } = query;
  if (clientID !== undefined && deviceID !== undefined) {
    throw new ArchiverError('InvalidInput', 'clientID: names one segment; give it or deviceID, not both', {
      details: { field: 'clientID' },
    });
  }
  if (clientID !== undefined) return { clientID: parseIdentifier(clientID, 'clientID') };
  if (deviceID === undefined) {
    throw new ArchiverError('InvalidInput', 'deviceID: is missing; name a device, or one segment by its clientID', {
      details: { field: 'deviceID' },
    });
  }
  const fromMs = from === undefined ? undefined : parseTime(from, 'from', now);
  const toMs = to === undefined ? undefined : parseTime(to, 'to', now);
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) {
    throw new ArchiverError('InvalidInput', `from: ${from} is not before to: ${to}`, { details: { field: 'from' } });
  }
  return {
    deviceID: parseIdentifier(deviceID, 'deviceID'),
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
  };
}

/** A page of what devices reported; an id that nobody reported is an empty list. */
export async function listSegments(
  request: SegmentList,
  page: Pick<SegmentQuery, 'limit' | 'after'>,
  { segments }: Pick<SegmentPorts, 'segments'>,
): Promise<{ items: readonly StoredSegment[]; nextToken: string | undefined }> {
  if ('deviceID' in request) return await segments.ofDevice(request.deviceID, { ...request, ...page });
  const found = await segments.get(request.clientID);
  return { items: found === undefined ? [] : [found], nextToken: undefined };
}
