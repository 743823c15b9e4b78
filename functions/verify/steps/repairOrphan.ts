import { isArchiverError } from '../../../core/errors.ts';
import { type PlanLedgerRow, planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { bundleManifestSchema, parseDocument } from '../../../core/manifests/manifest.ts';
import { type Plan, planEnd } from '../../../core/plans/plan.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import { manifestKeyOf } from '../../../core/verify/comparePlan.ts';
import { adoptBundle, hasClipBeside } from './adoptBundle.ts';
import { type Adoption, adoptClip } from './adoptClip.ts';
import { type AuditedStream, auditedFolder } from './auditedStream.ts';
import type { Repair, SweepPorts } from './auditPorts.ts';
import { isUnnamed } from './lookAgain.ts';
import { planOfObject } from './planOfObject.ts';
import { repairWindow } from './repairWindow.ts';

const STAYS: Readonly<Record<Exclude<Adoption, 'adopted' | 'adoptable' | 'duplicate' | 'unfit'>, string>> = {
  partly: 'some of its fragments are in clips and some are not: it stays until all are',
  busy: 'a run is at work on its fragments',
};

/**
 * Adopts an object that no row names, or, where every fragment of it is in another clip, sweeps it. What holds a
 * fragment that is in no clip is never deleted, but for a file that is not the plan's clip at all: it would keep the
 * plan from ever being stored under its key. In a bucket with versions, a swept object stays as a version.
 */
export async function repairOrphan(
  object: ObjectPlace,
  stream: AuditedStream,
  ports: SweepPorts,
  dryRun: boolean,
): Promise<Repair> {
  const look = await ports.inventory.look(object);
  if (look === undefined) return { outcome: 'repaired', message: `${object.key} is gone already` };
  if (!(await isUnnamed(look, undefined, stream, ports))) return { outcome: 'repaired', message: 'a row names it now' };
  const plan = await planOfObject(object, stream, ports);
  if (plan === undefined) return left(`${object.key}: nothing tells which fragments it holds`);
  const row = await ports.ledger.get(plan.streamArn, planRowKey({ planId: plan.planId, endProducerMs: planEnd(plan) }));
  if (row?.kind === 'erased') return left(`${object.key} was to be erased: erase the span again`);
  if (row?.kind === 'split')
    return sweep(object, 'its plan was split, and its parts hold its fragments', ports, dryRun);
  const isClip = object.key.endsWith('.mp4');
  if (row?.kind === 'clip') {
    if (object.key.endsWith('.mkv') && row.bundle === undefined) return noteBundle(object, plan, ports, dryRun);
    return sweep(object, `the row of its plan names ${row.clip?.key ?? row.bundle?.key}`, ports, dryRun);
  }
  if (object.key.endsWith('.json')) return sweep(object, 'a manifest of nothing', ports, dryRun);
  const window = repairWindow(plan.streamArn, stream, auditedFolder(object, stream), ports);
  if (!isClip && (isTriedAgain(row) || (await hasClipBeside(plan, window, ports)))) {
    return left(`${object.key}: a bundle is taken in by the run that archives its clip`);
  }
  const adoption = await (isClip ? adoptClip : adoptBundle)(plan, object, window, ports, dryRun);
  if (!isClip && adoption === 'unfit') return left(`${object.key}: its manifest tells otherwise, or is not there`);
  switch (adoption) {
    case 'adopted':
      return {
        outcome: 'adopted',
        message: `${object.key}: taken into the ledger, ${plan.fragments.length} fragments`,
      };
    case 'adoptable':
      return { outcome: 'adopted', message: `${object.key} would be taken into the ledger` };
    case 'duplicate':
      return sweep(object, 'every fragment of it is in another clip', ports, dryRun);
    case 'unfit':
      return sweep(object, 'it is not the clip of its plan', ports, dryRun);
    default:
      return left(`${object.key}: ${STAYS[adoption]}`);
  }
}

/** A gap that backfill fills from KVS, or says to have expired. */
const isTriedAgain = (row: PlanLedgerRow | undefined): boolean => row?.kind === 'gap' && row.reason === 'failed';

const left = (message: string): Repair => ({ outcome: 'left', message });

async function noteBundle(object: ObjectPlace, plan: Plan, ports: SweepPorts, dryRun: boolean): Promise<Repair> {
  const place = { bucket: object.bucket, key: manifestKeyOf(object.key) };
  const { bytes } = await ports.objects.getBytes(place);
  const { bundle } = parseDocument(bundleManifestSchema, bytes, place.key);
  const look = await ports.inventory.look(object);
  if (bundle.key !== object.key || bundle.bytes !== look?.bytes)
    return left(`${object.key}: its manifest tells otherwise`);
  if (dryRun) return { outcome: 'adopted', message: `${object.key} would be noted in the row of its clip` };
  const row = planRowKey({ planId: plan.planId, endProducerMs: planEnd(plan) });
  await ports.ledger.addBundle(plan.streamArn, row, { ...object, bytes: bundle.bytes, sha256: bundle.sha256 });
  return { outcome: 'adopted', message: `${object.key}: noted in the row of its clip` };
}

async function sweep(object: ObjectPlace, because: string, ports: SweepPorts, dryRun: boolean): Promise<Repair> {
  if (dryRun) return { outcome: 'deleted', message: `${object.key} would be deleted: ${because}` };
  try {
    // The manifest goes last: as long as it lies there, it tells what the file was.
    await ports.objects.delete(object);
    await ports.objects.delete({ bucket: object.bucket, key: manifestKeyOf(object.key) });
  } catch (error) {
    // A bucket policy or Object Lock: told, and the next one is looked at.
    if (!isArchiverError(error, 'AccessDenied')) throw error;
    return left(`${object.key} could not be deleted: ${error.message}`);
  }
  return { outcome: 'deleted', message: `${object.key} deleted: ${because}` };
}
