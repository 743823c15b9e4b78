import { planRowKey, type StoredFile } from '../../../core/ledger/ledgerRow.ts';
import type { RowSummary } from '../../../core/ledger/rowSummary.ts';
import { planEnd } from '../../../core/plans/plan.ts';
import type { ListedObject } from '../../../core/ports/objectInventory.ts';
import { about, manifestKeyOf, type Suspicion } from '../../../core/verify/comparePlan.ts';
import type { Finding } from '../../../core/verify/Finding.ts';
import type { AuditedStream } from './auditedStream.ts';
import type { AuditPorts } from './auditPorts.ts';
import { planOfObject } from './planOfObject.ts';

/**
 * Looks a second time at what two listings, read one after the other, seemed to tell: a run may have come between, or
 * the row may name a bucket that was not listed. What is still so is a finding. Ledger and bucket are both strongly
 * consistent, so the second look is the truth.
 */
export async function lookAgain(
  { finding, row, file, object }: Suspicion,
  stream: AuditedStream,
  ports: AuditPorts,
): Promise<Finding[]> {
  if (finding.code === 'row-wrong') return [finding];
  if (object !== undefined) return (await isUnnamed(object, row, stream, ports)) ? [finding] : [];
  if (row === undefined || file === undefined) return [finding];
  const found = await compareStored(row, file, finding, ports.inventory);
  if (found.length === 0) return [];
  return (await stillNames(row, file, ports)) ? found : [];
}

async function compareStored(
  row: RowSummary,
  file: StoredFile,
  finding: Finding,
  inventory: AuditPorts['inventory'],
): Promise<Finding[]> {
  const media = await inventory.look(file);
  if (media === undefined) {
    const what = row.kind === 'clip' && row.clip?.key === file.key ? 'clip' : 'bundle';
    return [about(row, `${what}-missing`, `${file.key} is not there`, file)];
  }
  const found: Finding[] = [];
  if (media.bytes !== file.bytes && finding.code !== 'manifest-missing') {
    const message = `${file.key} has ${media.bytes} bytes, and the ledger tells ${file.bytes}`;
    found.push(about(row, 'size-wrong', message, file));
  }
  // A file outside of what was listed: its manifest was not seen either.
  if (finding.code !== 'size-wrong') {
    const manifest = { bucket: file.bucket, key: manifestKeyOf(file.key) };
    if ((await inventory.look(manifest)) === undefined) {
      found.push(about(row, 'manifest-missing', `${manifest.key} is not there`, manifest));
    }
  }
  return found;
}

async function stillNames(row: RowSummary, file: StoredFile, { ledger }: AuditPorts): Promise<boolean> {
  const now = await ledger.get(row.streamArn, planRowKey(row));
  return now?.kind === 'clip' && (now.clip?.key === file.key || now.bundle?.key === file.key);
}

/** Whether an object still lies there and nothing means it: no row, no open plan. */
export async function isUnnamed(
  object: ListedObject,
  row: RowSummary | undefined,
  stream: AuditedStream,
  ports: AuditPorts,
): Promise<boolean> {
  if ((await ports.inventory.look(object)) === undefined) return false;
  const plan = await planOfObject(object, stream, ports);
  const key = row ?? (plan === undefined ? undefined : { ...plan, endProducerMs: planEnd(plan) });
  if (key === undefined) return true;
  const now = await ports.ledger.get(key.streamArn, planRowKey(key));
  if (now?.kind === 'clip' && [now.clip, now.bundle].some((file) => file !== undefined && isOf(file, object))) {
    return false;
  }
  const state = await ports.streams.get(key.streamArn);
  const open = [...(state?.openPlans ?? []), ...(state?.openBundles ?? [])];
  return !open.some(({ planId }) => planId === key.planId);
}

/** Whether the object is that file, or the manifest beside it. */
const isOf = (file: StoredFile, { bucket, key }: ListedObject): boolean =>
  file.bucket === bucket && (file.key === key || manifestKeyOf(file.key) === key);
