import type { ClipRow, StoredFile } from '../../../core/ledger/ledgerRow.ts';
import type { BundleManifest, ClipManifest } from '../../../core/manifests/manifest.ts';
import type { Plan } from '../../../core/plans/plan.ts';
import { STANDARD_CLASS } from '../../../core/retention/retentionClasses.ts';
import { compareBundled } from '../../../core/verify/compareBundle.ts';
import { manifestKeyOf } from '../../../core/verify/comparePlan.ts';
import { retentionTags } from '../../archive/steps/retentionTag.ts';
import { clipManifest } from '../../archive/steps/settlePlan.ts';
import { bundleManifest } from '../../archive/steps/storeBundle.ts';
import { readStoredClip } from '../../archive/steps/storedClip.ts';
import { storeDocument } from '../../archive/steps/storeManifest.ts';
import type { AuditedStream } from './auditedStream.ts';
import type { Repair, RepairPorts } from './auditPorts.ts';
import { planOfRow } from './planOfRow.ts';
import { readBundle } from './readBundle.ts';

const left = (message: string): Repair => ({ outcome: 'left', message });
const repaired = (message: string): Repair => ({ outcome: 'repaired', message });

/**
 * Writes a manifest again from its file, the plan and the row: what it said when it was written, and for the same bytes
 * only. One that stands is written over on the condition that it is the one that was found wrong.
 */
export async function rewriteManifest(
  row: ClipRow,
  key: string,
  stream: AuditedStream,
  ports: RepairPorts,
  dryRun: boolean,
): Promise<Repair> {
  const file = [row.clip, row.bundle].find((each) => each !== undefined && manifestKeyOf(each.key) === key);
  if (file === undefined) return repaired('the row names another file by now');
  const plan = await planOfRow(row, stream, ports);
  if (plan === undefined)
    return left(`the plan of ${file.key} is gone, or another than the row's: nothing tells times`);
  const manifest =
    file.key === row.clip?.key ? await ofClip(row, file, plan, ports) : await ofBundle(row, file, plan, ports);
  if (manifest === undefined) return left(`${file.key} is not the file that the ledger names`);
  if (dryRun) return repaired(`${key} would be written again`);
  const place = { bucket: file.bucket, key };
  const retention = row.retention ?? STANDARD_CLASS;
  if ((await ports.inventory.look(place)) === undefined) {
    await storeDocument(place, manifest, retention, ports.objects);
    return repaired(`${key} written again`);
  }
  const { etag } = await ports.objects.getBytes(place);
  await ports.objects.replace(place, new TextEncoder().encode(JSON.stringify(manifest)), 'application/json', etag);
  await ports.objects.setTags(place, retentionTags(retention));
  return repaired(`${key} written again`);
}

async function ofClip(
  row: ClipRow,
  file: StoredFile,
  plan: Plan,
  { objects }: RepairPorts,
): Promise<ClipManifest | undefined> {
  const clip = await readStoredClip(file, plan, objects, file.sha256);
  const place = { bucket: file.bucket, key: file.key };
  return clip.sha256 === file.sha256 ? clipManifest(plan, { ...clip, place }, row.source) : undefined;
}

async function ofBundle(
  row: ClipRow,
  file: StoredFile,
  plan: Plan,
  { objects }: RepairPorts,
): Promise<BundleManifest | undefined> {
  const { sha256, broken, fragments, layout } = await readBundle(file, objects);
  const whole = sha256 === file.sha256 && broken === undefined && compareBundled(fragments, row.numbers).length === 0;
  return whole ? bundleManifest(plan, file, layout, fragments) : undefined;
}
