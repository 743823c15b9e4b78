import { ArchiverError } from '../../../core/errors.ts';
import { serverMs } from '../../../core/fragment.ts';
import { type ClipRow, type ErasedRow, planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { type ClipManifest, manifestFragments, manifestHead } from '../../../core/manifests/manifest.ts';
import { clipManifestKey } from '../../../core/manifests/objectKeys.ts';
import { type Plan, planEnd, planStart } from '../../../core/plans/plan.ts';
import { retireAt } from '../../../core/retention/retentionClasses.ts';
import type { PlanOutcome, Window } from '../../../core/runs/run.ts';
import type { ArchivePorts } from './archivePorts.ts';
import type { StoredBundle } from './storeBundle.ts';
import type { StoredClip } from './storedClip.ts';
import { storeManifest } from './storeManifest.ts';

/** What stands in the archive of a plan: a clip, or, where no MP4 can hold it, a bundle, or both. */
export interface StoredPlan {
  readonly clip?: StoredClip;
  readonly bundle?: StoredBundle;
  readonly source: 'GET_CLIP' | 'FRAGMENTS';
}

/**
 * The last steps of a plan, in this order: manifest, ledger row, and only then does the plan leave the open ones. Each
 * may be done again.
 */
export async function settlePlan(
  plan: Plan,
  stored: StoredPlan,
  window: Window,
  ports: ArchivePorts,
): Promise<PlanOutcome> {
  const { clip, bundle } = stored;
  if (clip === undefined && bundle === undefined) {
    throw new ArchiverError('Internal', `plan ${plan.planId} is settled by a clip or a bundle`);
  }
  // The clip's class is the plan's; a clip that stood already was tagged by whoever stored it.
  const { retention, storedMs } = clip ?? bundle ?? { retention: window.retention, storedMs: 0 };
  const retireAtMs = retireAt(ports.retentionClasses, retention, storedMs);
  let source = stored.source;
  if (clip !== undefined) {
    const { streamName, planId } = plan;
    const key = clipManifestKey({ streamName, planId, startProducerMs: planStart(plan), prefix: window.prefix });
    const place = { bucket: window.bucket, key };
    source = (await storeManifest(place, clipManifest(plan, clip, source), retention, ports.objects)).clip.source;
  }
  const row: ClipRow = {
    kind: 'clip',
    streamArn: plan.streamArn,
    streamName: plan.streamName,
    planId: plan.planId,
    startProducerMs: planStart(plan),
    endProducerMs: planEnd(plan),
    numbers: plan.fragments.map(({ number }) => number),
    writtenMs: ports.system.clock.now(),
    source,
    ...(clip === undefined ? {} : { clip: { ...clip.place, bytes: clip.inspection.bytes, sha256: clip.sha256 } }),
    ...(bundle === undefined ? {} : { bundle: bundle.file }),
    retention,
    ...(retireAtMs === undefined ? {} : { retireAtMs }),
    earliestServerMs: serverMs(Math.min(...plan.fragments.map((fragment) => fragment.serverMs))),
  };
  const standing = (await ports.ledger.putClip(row)) === 'exists' ? await settledElsewhere(plan, ports) : row;
  const bytes = standing === row ? (row.clip?.bytes ?? 0) + (row.bundle?.bytes ?? 0) : 0;
  return { ...(await leaveOpenPlans(plan, standing, window, ports)), bytes };
}

/**
 * The plan leaves the open ones; where a bundle is wanted and not there yet, it joins the open bundles. One that was
 * erased has no clip and is done.
 */
export async function leaveOpenPlans(
  plan: Plan,
  row: ClipRow | ErasedRow,
  window: Window,
  ports: Pick<ArchivePorts, 'streams'>,
): Promise<PlanOutcome> {
  const isClip = row.kind === 'clip';
  const bundles =
    isClip && window.bundles && row.bundle === undefined ? [{ planId: plan.planId, row: planRowKey(row) }] : [];
  await ports.streams.changePlans(plan.streamArn, { close: [plan.planId], openBundles: bundles });
  return { planId: plan.planId, status: 'archived', clips: isClip ? 1 : 0, openParts: 0, bundles };
}

/**
 * Another was first. If it split the plan, its parts are archived, and this clip is nobody's: it is swept. If it erased
 * the plan, it takes what was stored since.
 */
async function settledElsewhere(plan: Plan, ports: ArchivePorts): Promise<ClipRow | ErasedRow> {
  const row = await ports.ledger.get(plan.streamArn, planRowKey({ planId: plan.planId, endProducerMs: planEnd(plan) }));
  if (row?.kind === 'clip' || row?.kind === 'erased') return row;
  throw new ArchiverError('Conflict', `plan ${plan.planId} was split by another run while its clip was made`);
}

/** The manifest of a clip, from what the bucket holds of it. */
export function clipManifest(plan: Plan, clip: StoredClip, source: 'GET_CLIP' | 'FRAGMENTS'): ClipManifest {
  const { inspection, place, sha256 } = clip;
  const leading = inspection.tracks.find((track) => track.handler === 'vide') ?? inspection.tracks[0];
  return {
    ...manifestHead(plan),
    clip: {
      key: place.key,
      bytes: inspection.bytes,
      sha256,
      startProducerMs: planStart(plan),
      endProducerMs: planEnd(plan),
      durationMs: Math.round(inspection.durationMs),
      codec: leading?.codec ?? '',
      width: leading?.width ?? 0,
      height: leading?.height ?? 0,
      source,
    },
    fragments: manifestFragments(plan.fragments),
  };
}
