import { type CustodyCounts, noCounts } from '../../../core/custody/CustodyRecord.ts';
import type { ClipRow, ErasedRow, GapRow, PlanLedgerRow } from '../../../core/ledger/ledgerRow.ts';
import type { AuditedStream } from '../../verify/steps/auditedStream.ts';
import type { CustodyPorts } from './custodyPorts.ts';
import { type CustodySpan, liesIn, rowsIn } from './custodySpan.ts';
import { findProtected, type ProtectedObject } from './findProtected.ts';
import { inGroups } from './inGroups.ts';
import { distinctFolders, foldersOf, planFiles } from './planFiles.ts';
import { versionsOf } from './versionsOf.ts';

/** Rows whose versions are looked up together. */
const ROWS_AT_ONCE = 250;
/** Protected objects that are named; the rest are counted. */
const NAMED = 20;

/** What an erasure would do. */
export interface ErasureSurvey {
  readonly counts: CustodyCounts;
  /** Clips and failed gaps that reach beyond the span: whether they go is the owner's to say. */
  readonly beyond: number;
  /** Objects that may not be deleted; some of them. */
  readonly held: readonly ProtectedObject[];
  readonly heldCount: number;
}

/** Whether a row is what an erasure takes: a clip, a gap that is still tried, or one that an erasure left unfinished. */
export function isErasable(row: PlanLedgerRow): row is ClipRow | GapRow | ErasedRow {
  if (row.kind === 'gap') return row.reason === 'failed';
  return row.kind === 'clip' || (row.kind === 'erased' && row.pending !== undefined);
}

/** Looks at everything that an erasure would take, and at what protects it; changes nothing. */
export async function surveyErasure(
  stream: AuditedStream,
  span: CustodySpan,
  wholeClips: boolean,
  ports: CustodyPorts,
  onProgress: (counts: CustodyCounts) => void = () => undefined,
): Promise<ErasureSurvey> {
  const counts = noCounts();
  const held: ProtectedObject[] = [];
  const canLock = new Map<string, boolean>();
  let heldCount = 0;
  let beyond = 0;
  for (const streamArn of stream.arns) {
    for await (const rows of inGroups(rowsIn(streamArn, span, ports.ledger), ROWS_AT_ONCE)) {
      const erasable = rows.filter(isErasable);
      const taken = erasable.filter((row) => wholeClips || row.kind === 'erased' || liesIn(span, row));
      beyond += erasable.length - taken.length;
      for (const { kind, numbers } of taken) {
        if (kind === 'clip') counts.clips++;
        if (kind === 'gap') counts.gaps++;
        counts.fragments += numbers.length;
      }
      const files = taken.flatMap((row) => filesOf(row, stream));
      const found = await versionsOf(files, ports.versions);
      for (const { bucket } of found) {
        if (!canLock.has(bucket)) canLock.set(bucket, await ports.versions.canLock(bucket));
      }
      const some = await findProtected(found, canLock, ports.versions, ports.system.clock.now());
      heldCount += some.length;
      held.push(...some.slice(0, NAMED - held.length));
      counts.objects += found.length;
      counts.bytes += found.reduce((sum, { bytes }) => sum + bytes, 0);
      onProgress(counts);
    }
    const state = await ports.streams.get(streamArn);
    const open = (state?.openPlans ?? []).filter((plan) => wholeClips || liesIn(span, plan));
    counts.unarchived += open.length;
    counts.fragments += open.reduce((sum, { fragments }) => sum + fragments, 0);
  }
  return { counts, beyond, held, heldCount };
}

/** Where files of a row may lie: a clip says where its own do; of the rest it is known where they would go. */
export function filesOf(
  row: ClipRow | GapRow | ErasedRow,
  { folders }: Pick<AuditedStream, 'folders'>,
): { bucket: string; key: string }[] {
  if (row.kind === 'erased') return [...(row.pending ?? [])];
  const own = row.kind === 'clip' ? foldersOf(row) : [];
  return planFiles(row, distinctFolders([...own, ...folders]));
}
