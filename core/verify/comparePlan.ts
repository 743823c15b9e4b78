import type { StoredFile } from '../ledger/ledgerRow.ts';
import { planRowKey } from '../ledger/ledgerRow.ts';
import { planFileName, type RowSummary } from '../ledger/rowSummary.ts';
import type { ListedObject } from '../ports/objectInventory.ts';
import { formatTime } from '../time/formatTime.ts';
import type { Finding, FindingCode } from './Finding.ts';
import type { Together } from './joinByName.ts';
import { isOverlong } from './rowsByStart.ts';

/** Moments that decide whether something is a finding, in UTC epoch milliseconds. */
export interface AuditMoments {
  readonly nowMs: number;
  /** Objects stored after this may belong to a run under way. */
  readonly youngSinceMs: number;
}

/** A finding as the listings told it: it is looked at a second time before it is believed. */
export interface Suspicion {
  readonly finding: Finding;
  /** The row that it is about, and the file of it. */
  readonly row?: RowSummary;
  readonly file?: StoredFile;
  readonly object?: ListedObject;
}

/** The key of the manifest beside a clip or a bundle. */
export const manifestKeyOf = (key: string): string => key.replace(/\.(mp4|mkv)$/, '.json');

/**
 * Holds what bears one name in the ledger against what bears it in the bucket: existence and size. A row whose
 * `retireAtMs` has passed, or that was erased, is a tombstone: it has no object.
 */
export function comparePlan(streamName: string, { rows, objects }: Together, moments: AuditMoments): Suspicion[] {
  const found: Suspicion[] = [];
  const unclaimed = new Map(objects.map((object) => [`${object.bucket}/${object.key}`, object]));
  const claim = (bucket: string, key: string): ListedObject | undefined => {
    const object = unclaimed.get(`${bucket}/${key}`);
    unclaimed.delete(`${bucket}/${key}`);
    return object;
  };
  for (const row of rows) {
    if (isOverlong(row)) {
      const span = `${formatTime(row.startProducerMs)} to ${formatTime(row.endProducerMs)}`;
      found.push({
        finding: about(row, 'row-wrong', `the row tells of footage from ${span}, and a plan has 24 h`),
        row,
      });
    }
    if (row.kind !== 'clip') continue;
    if (row.clip === undefined && row.bundle === undefined) {
      found.push({
        finding: about(row, 'row-wrong', 'the row tells of a clip and names neither clip nor bundle'),
        row,
      });
    }
    for (const [what, file] of [
      ['clip', row.clip],
      ['bundle', row.bundle],
    ] as const) {
      if (file === undefined) continue;
      if (!file.key.includes(planFileName(row))) {
        const message = `the row's ${what} is ${file.key}, which is another plan's name`;
        found.push({ finding: about(row, 'row-wrong', message, file), row, file });
      }
      found.push(...compareFile(row, what, file, claim, moments));
    }
  }
  const erased = rows.find(({ kind }) => kind === 'erased');
  // An erasure writes its rows first, and then takes the files.
  if (erased?.kind === 'erased' && erased.erasedMs > moments.youngSinceMs) return found;
  for (const object of unclaimed.values()) {
    if (object.modifiedMs > moments.youngSinceMs) continue;
    // A manifest goes with its clip or bundle: one finding for both.
    if (object.key.endsWith('.json') && [...unclaimed.values()].some((other) => isMediaOf(other, object))) continue;
    found.push({ finding: unnamed(streamName, object, rows, erased !== undefined), object });
  }
  return found;
}

function isMediaOf(media: ListedObject, manifest: ListedObject): boolean {
  return !media.key.endsWith('.json') && manifestKeyOf(media.key) === manifest.key && media.bucket === manifest.bucket;
}

function compareFile(
  row: RowSummary,
  what: 'clip' | 'bundle',
  file: StoredFile,
  claim: (bucket: string, key: string) => ListedObject | undefined,
  { nowMs }: AuditMoments,
): Suspicion[] {
  const media = claim(file.bucket, file.key);
  const manifest = claim(file.bucket, manifestKeyOf(file.key));
  const retired = row.kind === 'clip' && row.retireAtMs !== undefined && row.retireAtMs <= nowMs;
  if (retired) return [];
  const suspicion = (code: FindingCode, message: string, key = file.key): Suspicion => ({
    finding: about(row, code, message, { ...file, key }),
    row,
    file,
  });
  if (media === undefined) return [suspicion(`${what}-missing`, `${file.key} is not there`)];
  const found: Suspicion[] = [];
  if (media.bytes !== file.bytes) {
    found.push(suspicion('size-wrong', `${file.key} has ${media.bytes} bytes, and the ledger tells ${file.bytes}`));
  }
  if (manifest === undefined) {
    const key = manifestKeyOf(file.key);
    found.push(suspicion('manifest-missing', `${key} is not there`, key));
  }
  return found;
}

function unnamed(streamName: string, object: ListedObject, rows: readonly RowSummary[], erased: boolean): Finding {
  const [row] = rows;
  const standing = row === undefined ? 'no row' : row.kind === 'clip' ? 'a row that names another' : `a ${row.kind}`;
  return {
    code: erased ? 'erased-remains' : 'orphan',
    streamName,
    message: `${object.key} (${object.bytes} bytes, since ${formatTime(object.modifiedMs)}): the ledger has ${standing}`,
    bucket: object.bucket,
    key: object.key,
    ...(row === undefined ? {} : { streamArn: row.streamArn, planId: row.planId, row: planRowKey(row) }),
  };
}

/** A finding about a row, and a file of it. */
export function about(
  row: RowSummary,
  code: FindingCode,
  message: string,
  file?: { readonly bucket: string; readonly key: string },
): Finding {
  return {
    code,
    streamName: row.streamName,
    message,
    streamArn: row.streamArn,
    planId: row.planId,
    row: planRowKey(row),
    startMs: row.startProducerMs,
    endMs: row.endProducerMs,
    ...(file === undefined ? {} : { bucket: file.bucket, key: file.key }),
  };
}
