import {
  type CustodyCounts,
  type CustodyRecord,
  custodyDocumentKey,
  noCounts,
} from '../../../core/custody/CustodyRecord.ts';
import { ArchiverError } from '../../../core/errors.ts';
import { auditedStream } from '../../verify/steps/auditedStream.ts';
import type { CustodyPorts, CustodyRequest } from './custodyPorts.ts';
import { ALL_TIME, reachesInto, rowsIn } from './custodySpan.ts';
import { inGroups, someAtOnce } from './inGroups.ts';
import { filesOf } from './surveyErasure.ts';
import { versionsOf } from './versionsOf.ts';

export interface HoldRequest extends CustodyRequest {
  /** Takes the hold off. */
  readonly release: boolean;
}

export interface HoldReport {
  readonly record: CustodyRecord;
  /** Plans of the span that are not archived yet, and so are not held: hold again once they are. */
  readonly openPlans: number;
}

const ROWS_AT_ONCE = 250;
const CALLS_AT_ONCE = 32;

/**
 * Puts a legal hold on everything archived of a span, or takes it off: every version of clips, bundles and manifests
 * that hold any of it. Run again it does the same again.
 *
 * @throws ArchiverError `NotFound`; `InvalidInput` where a bucket has no Object Lock
 */
export async function holdFootage(
  request: HoldRequest,
  ports: CustodyPorts,
  onProgress: (counts: CustodyCounts) => void = () => undefined,
): Promise<HoldReport> {
  const { streamName, range, release, by, reason } = request;
  const stream = await auditedStream(streamName, ports);
  if (stream.arns.length === 0) throw new ArchiverError('NotFound', `stream: nothing is archived of ${streamName}`);
  const span = range ?? ALL_TIME;
  const record: CustodyRecord = {
    kind: release ? 'release' : 'hold',
    id: ports.system.random.uuid(),
    streamName,
    streamArns: stream.arns,
    ...(range === undefined ? {} : { range }),
    wholeClips: true,
    by,
    reason,
    begunMs: ports.system.clock.now(),
  };
  await ports.custody.put(record);
  const counts = noCounts();
  let openPlans = 0;
  for (const streamArn of stream.arns) {
    for await (const rows of inGroups(rowsIn(streamArn, span, ports.ledger), ROWS_AT_ONCE)) {
      const clips = rows.flatMap((row) => (row.kind === 'clip' ? [row] : []));
      const found = await versionsOf(
        clips.flatMap((row) => filesOf(row, stream)),
        ports.versions,
      );
      const stored = found.filter(({ isMarker }) => !isMarker);
      await someAtOnce(stored, CALLS_AT_ONCE, (version) => ports.versions.setLegalHold(version, !release));
      counts.clips += clips.length;
      counts.fragments += clips.reduce((sum, { numbers }) => sum + numbers.length, 0);
      counts.objects += stored.length;
      counts.bytes += stored.reduce((sum, { bytes }) => sum + bytes, 0);
      onProgress(counts);
    }
    const state = await ports.streams.get(streamArn);
    openPlans += (state?.openPlans ?? []).filter((plan) => reachesInto(span, plan)).length;
  }
  const ended: CustodyRecord = { ...record, endedMs: ports.system.clock.now(), counts };
  const place = { bucket: ports.workBucket, key: custodyDocumentKey(ended) };
  await ports.objects.putIfAbsent(place, new TextEncoder().encode(JSON.stringify(ended)), 'application/json');
  await ports.custody.put(ended);
  return { record: ended, openPlans };
}
