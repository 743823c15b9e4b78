import { isArchiverError } from '../../../core/errors.ts';
import { type ClipRow, planRowKey, type StoredFile } from '../../../core/ledger/ledgerRow.ts';
import { buildMp4 } from '../../../core/mp4/buildMp4.ts';
import { type Plan, planStart } from '../../../core/plans/plan.ts';
import { STANDARD_CLASS } from '../../../core/retention/retentionClasses.ts';
import { compareBundled } from '../../../core/verify/compareBundle.ts';
import { manifestKeyOf } from '../../../core/verify/comparePlan.ts';
import { buildClip } from '../../archive/steps/buildClip.ts';
import { FragmentSpool } from '../../archive/steps/FragmentSpool.ts';
import { clipManifest } from '../../archive/steps/settlePlan.ts';
import { storeManifest } from '../../archive/steps/storeManifest.ts';
import { type AuditedStream, auditedFolder } from './auditedStream.ts';
import type { RepairPorts } from './auditPorts.ts';
import { planOfRow } from './planOfRow.ts';
import { readBundle } from './readBundle.ts';
import { repairWindow } from './repairWindow.ts';

/** A bundle that a clip can be made from, on disk. */
export interface IntactBundle {
  readonly plan: Plan;
  readonly spool: FragmentSpool;
}

/**
 * The bundle of a row, if it holds all of the row's fragments, byte by byte as they were stored, and an MP4 can hold
 * them. The caller closes its spool.
 */
export async function intactBundle(
  row: ClipRow,
  stream: AuditedStream,
  ports: RepairPorts,
): Promise<IntactBundle | undefined> {
  const { bundle } = row;
  const plan = bundle === undefined ? undefined : await planOfRow(row, stream, ports);
  if (bundle === undefined || plan === undefined) return undefined;
  const spool = await FragmentSpool.open(ports.temporaryFolder);
  let keeps = false;
  try {
    const { sha256, broken, fragments } = await readBundle(bundle, ports.objects, (document) => spool.add(document));
    const faults = broken === undefined ? compareBundled(fragments, row.numbers) : [broken];
    keeps = sha256 === bundle.sha256 && faults.length === 0 && (await canBeMade(plan, spool));
    return keeps ? { plan, spool } : undefined;
  } catch (error) {
    if (isArchiverError(error, 'NotFound')) return undefined;
    throw error;
  } finally {
    if (!keeps) await spool.close();
  }
}

/** Whether an MP4 can hold the fragments: asked before anything is moved. */
async function canBeMade(plan: Plan, spool: FragmentSpool): Promise<boolean> {
  const read = (index: number) => spool.fragment(plan.fragments[index]?.number ?? ('' as never));
  try {
    const nowhere = { write: () => undefined };
    await buildMp4({ count: plan.fragments.length, read }, nowhere, { creationTimeMs: planStart(plan) });
    return true;
  } catch (error) {
    if (isArchiverError(error, 'UnsupportedMedia') || isArchiverError(error, 'InvalidInput')) return false;
    throw error;
  }
}

/**
 * Makes a row's MP4 anew from its bundle, under the same key, where nothing lies now; then its manifest; then the row
 * names it. Each may be done again.
 *
 * @returns whether the row was still the same
 */
export async function clipFromBundle(
  row: ClipRow,
  lost: StoredFile,
  { plan, spool }: IntactBundle,
  stream: AuditedStream,
  ports: RepairPorts,
): Promise<boolean> {
  const retention = row.retention ?? STANDARD_CLASS;
  const window = { ...repairWindow(row.streamArn, stream, auditedFolder(lost, stream), ports), retention };
  const clip = await buildClip(plan, spool, window, ports);
  const manifest = { bucket: lost.bucket, key: manifestKeyOf(lost.key) };
  await ports.objects.delete(manifest);
  await storeManifest(manifest, clipManifest(plan, clip, 'FRAGMENTS'), retention, ports.objects);
  const made = { ...clip.place, bytes: clip.inspection.bytes, sha256: clip.sha256 };
  return await ports.audit.replaceClip(row.streamArn, planRowKey(row), lost, made);
}
