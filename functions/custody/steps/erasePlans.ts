import { ArchiverError } from '../../../core/errors.ts';
import type { ClipRow, ErasedRow, GapRow, PlanLedgerRow } from '../../../core/ledger/ledgerRow.ts';
import { planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { planDocumentKey } from '../../../core/manifests/objectKeys.ts';
import { type Plan, planEnd, planStart } from '../../../core/plans/plan.ts';
import type { AuditedStream } from '../../verify/steps/auditedStream.ts';
import type { CustodyPorts } from './custodyPorts.ts';
import type { ProtectedObject } from './findProtected.ts';
import { someAtOnce } from './inGroups.ts';
import { filesOf, isErasable } from './surveyErasure.ts';
import { versionsOf } from './versionsOf.ts';

/**
 * Longer than any step of the archive machine lives (240 s): whoever began to store a plan before its erased row stood
 * has stored it by then, or never will, and whoever begins later sees the row.
 */
export const STORING_MS = 5 * 60_000;
/** A clip this old has nobody who stores it any more. */
const SETTLED_MS = 24 * 3_600_000;
const ROWS_AT_ONCE = 32;
const ATTEMPTS = 20;

/** Who erases what for whom: it stands in every row. */
export interface Eraser {
  readonly erasureId: string;
  readonly by: string;
}

/** Marks a row as erased, with everything that may have been stored of it. Nothing where others settled it otherwise. */
export async function markErased(
  subject: ClipRow | GapRow | Plan,
  eraser: Eraser,
  stream: AuditedStream,
  ports: CustodyPorts,
): Promise<ErasedRow | undefined> {
  const plan = 'kind' in subject ? subject : rowOf(subject);
  const rowKey = planRowKey(plan);
  // An open plan may have got a row since: it is asked for. A row that was just read is tried as it is.
  let over: PlanLedgerRow | undefined = 'kind' in subject ? subject : await ports.ledger.get(plan.streamArn, rowKey);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (over?.kind === 'erased') return over;
    if (over !== undefined && !isErasable(over)) return undefined;
    const files = over === undefined ? filesOf({ ...plan, ...NO_GAP }, stream) : filesOf(over, stream);
    const { streamArn, streamName, planId, startProducerMs, endProducerMs, numbers } = plan;
    const now = ports.system.clock.now();
    const row: ErasedRow = {
      kind: 'erased',
      streamArn,
      streamName,
      planId,
      startProducerMs,
      endProducerMs,
      numbers: over === undefined || over.numbers.length === 0 ? numbers : over.numbers,
      writtenMs: now,
      erasedMs: now,
      erasedBy: eraser.by,
      erasureId: eraser.erasureId,
      pending: files,
    };
    if ((await ports.ledger.putErased(row, over)) === 'stored') return row;
    over = await ports.ledger.get(streamArn, rowKey);
  }
  throw new ArchiverError('Conflict', `plan ${plan.planId} keeps changing while it is erased`);
}

/** A plan that has no row yet, as a row. */
function rowOf(plan: Plan) {
  const { streamArn, streamName, planId, fragments } = plan;
  return {
    streamArn,
    streamName,
    planId,
    startProducerMs: planStart(plan),
    endProducerMs: planEnd(plan),
    numbers: fragments.map(({ number }) => number),
  };
}

const NO_GAP = { kind: 'gap', reason: 'failed', error: '', tries: 0, runId: '', writtenMs: 0 } as const;

/** What the deleting of erased plans' objects came to. */
export interface Deleted {
  readonly objects: number;
  readonly bytes: number;
  readonly refused: readonly ProtectedObject[];
}

/** Deletes every version of what erased rows still have pending. */
export async function deletePending(rows: readonly ErasedRow[], ports: CustodyPorts): Promise<Deleted> {
  const found = await versionsOf(
    rows.flatMap(({ pending = [] }) => pending),
    ports.versions,
  );
  const byBucket = new Map<string, typeof found>();
  for (const version of found) byBucket.set(version.bucket, [...(byBucket.get(version.bucket) ?? []), version]);
  const refused: ProtectedObject[] = [];
  for (const [bucket, some] of byBucket) refused.push(...(await ports.versions.delete(bucket, some)));
  const kept = new Set(refused.map(({ bucket, key, versionId }) => `${bucket}/${key}?${versionId}`));
  const gone = found.filter(({ bucket, key, versionId }) => !kept.has(`${bucket}/${key}?${versionId}`));
  return { objects: gone.length, bytes: gone.reduce((sum, { bytes }) => sum + bytes, 0), refused };
}

/** Whether nobody can be storing a clip any more, so that one look at its objects is enough. */
export function isLongSettled(row: PlanLedgerRow, openBundles: ReadonlySet<string>, nowMs: number): boolean {
  return row.kind === 'clip' && row.writtenMs < nowMs - SETTLED_MS && !openBundles.has(row.planId);
}

/** Nothing of these rows is left: their plans' documents go, and then what was pending. */
export async function finishErased(rows: readonly ErasedRow[], ports: CustodyPorts): Promise<void> {
  await someAtOnce(rows, ROWS_AT_ONCE, async (row) => {
    await ports.objects.delete({ bucket: ports.workBucket, key: planDocumentKey(row) });
    await ports.ledger.finishErased(row.streamArn, planRowKey(row));
  });
}
