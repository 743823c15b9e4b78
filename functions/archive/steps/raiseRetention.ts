import { ArchiverError } from '../../../core/errors.ts';
import { type ClipRow, planRowKey, type StoredFile } from '../../../core/ledger/ledgerRow.ts';
import { raisedRetention } from '../../../core/retention/raisedRetention.ts';
import { STANDARD_CLASS } from '../../../core/retention/retentionClasses.ts';
import type { ArchivePorts } from './archivePorts.ts';
import { keepBy } from './retentionTag.ts';

/**
 * Has a clip, its bundle and their manifests kept by a class that keeps longer than theirs: first the objects, then the
 * row says so. Again is fine; a class that keeps no longer changes nothing.
 *
 * @returns the row as it stands
 */
export async function raiseRetention(
  row: ClipRow,
  wanted: string,
  ports: Pick<ArchivePorts, 'objects' | 'ledger' | 'retentionClasses'>,
): Promise<ClipRow> {
  const { retention = STANDARD_CLASS, retireAtMs } = row;
  const clip = { retention, ...(retireAtMs === undefined ? {} : { retireAtMs }) };
  const raised = raisedRetention(ports.retentionClasses, clip, wanted);
  if (raised === undefined) return row;
  for (const file of [row.clip, row.bundle]) {
    if (file === undefined) continue;
    for (const place of [file, manifestOf(file)]) await keepBy(raised.retention, place, ports.objects);
  }
  const { streamArn } = row;
  await ports.ledger.raiseRetention(streamArn, planRowKey(row), raised);
  const { retireAtMs: _before, ...rest } = row;
  return { ...rest, ...raised };
}

/** A manifest lies beside its file, under the same name. */
function manifestOf({ bucket, key }: StoredFile): { bucket: string; key: string } {
  const end = key.lastIndexOf('.');
  if (end < 0) throw new ArchiverError('Internal', `${key} has no ending`);
  return { bucket, key: `${key.slice(0, end)}.json` };
}
