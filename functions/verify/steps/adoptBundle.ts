import { createHash } from 'node:crypto';
import { isArchiverError } from '../../../core/errors.ts';
import { bundleManifestSchema, parseDocument } from '../../../core/manifests/manifest.ts';
import { clipKey } from '../../../core/manifests/objectKeys.ts';
import { type Plan, planStart } from '../../../core/plans/plan.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { Window } from '../../../core/runs/run.ts';
import { manifestKeyOf } from '../../../core/verify/comparePlan.ts';
import { retentionOf } from '../../archive/steps/retentionTag.ts';
import type { StoredPlan } from '../../archive/steps/settlePlan.ts';
import type { StoredBundle } from '../../archive/steps/storeBundle.ts';
import { type Adoption, adopt } from './adoptClip.ts';
import type { SweepPorts } from './auditPorts.ts';

/**
 * Takes a bundle into the ledger that is all there is of its plan: its fragments have left KVS, and no clip of them was
 * stored. Whole, and as its manifest tells, it counts as archived.
 */
export async function adoptBundle(
  plan: Plan,
  place: ObjectPlace,
  window: Window,
  ports: SweepPorts,
  dryRun: boolean,
): Promise<Adoption> {
  const read = async (): Promise<StoredPlan | undefined> => {
    const bundle = await readStoredBundle(plan, place, ports);
    return bundle === undefined ? undefined : { bundle, source: 'FRAGMENTS' };
  };
  return adopt(plan, read, window, ports, dryRun);
}

/** Whether the clip of the same plan lies beside it: that one is taken in first, and the bundle noted in its row. */
export async function hasClipBeside(plan: Plan, { bucket, prefix }: Window, ports: SweepPorts): Promise<boolean> {
  const { streamName, planId } = plan;
  const key = clipKey({ streamName, planId, startProducerMs: planStart(plan), prefix });
  return (await ports.inventory.look({ bucket, key })) !== undefined;
}

async function readStoredBundle(
  plan: Plan,
  place: ObjectPlace,
  { objects }: SweepPorts,
): Promise<StoredBundle | undefined> {
  const manifestKey = manifestKeyOf(place.key);
  let document: Uint8Array;
  try {
    document = (await objects.getBytes({ bucket: place.bucket, key: manifestKey })).bytes;
  } catch (error) {
    if (isArchiverError(error, 'NotFound')) return undefined;
    throw error;
  }
  const { bundle, fragments } = parseDocument(bundleManifestSchema, document, manifestKey);
  const { storedMs, body } = await objects.get(place);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of body) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  const sha256 = hash.digest('hex');
  const isWhole = bundle.key === place.key && bundle.bytes === bytes && bundle.sha256 === sha256;
  const numbers = fragments.map(({ number }) => number).join();
  if (!isWhole || numbers !== plan.fragments.map(({ number }) => number).join()) return undefined;
  return { file: { ...place, bytes, sha256 }, storedMs, retention: await retentionOf(place, objects) };
}
