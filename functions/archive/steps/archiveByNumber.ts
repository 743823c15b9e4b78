import { isArchiverError } from '../../../core/errors.ts';
import { MAX_BUNDLES_OF_OUTCOME } from '../../../core/limits/historyBudget.ts';
import type { Plan } from '../../../core/plans/plan.ts';
import type { PlanOutcome, Window } from '../../../core/runs/run.ts';
import type { ArchivePorts } from './archivePorts.ts';
import { buildClip } from './buildClip.ts';
import type { FragmentSpool } from './FragmentSpool.ts';
import { readByNumber } from './readByNumber.ts';
import { settlePlan } from './settlePlan.ts';
import { canBeArchived, splitPlan } from './splitPlan.ts';
import { storeBundle } from './storeBundle.ts';
import type { StoredClip } from './storedClip.ts';

/**
 * Archives a plan from its fragments: for footage that GetClip cannot give exactly, and for streams that are read by
 * number. What no MP4 can hold is kept as a bundle, and counts as archived.
 */
export async function archiveByNumber(plan: Plan, window: Window, ports: ArchivePorts): Promise<PlanOutcome> {
  const read = await readByNumber(plan, ports);
  try {
    const { parts, archivedElsewhere } = await splitPlan(plan, read, window, ports);
    const outcome = { planId: plan.planId, status: 'archived' as const, clips: 0, bundles: [], openParts: 0 };
    if (archivedElsewhere) return outcome;
    const whole = await parts.reduce<Promise<PlanOutcome>>(async (before, part) => {
      const sum = await before;
      // A part that could not be read, or is still of many codecs, stays an open plan: the next pass takes it by itself.
      if (!canBeArchived(part, read)) return { ...sum, openParts: sum.openParts + 1 };
      const one = await archivePart(part, read.spool, window, ports);
      return {
        ...sum,
        clips: sum.clips + one.clips,
        bytes: (sum.bytes ?? 0) + (one.bytes ?? 0),
        bundles: [...sum.bundles, ...one.bundles],
      };
    }, Promise.resolve(outcome));
    // Outcomes of a whole pass travel together, in 256 KiB.
    const bundles = whole.bundles.slice(0, MAX_BUNDLES_OF_OUTCOME);
    return { ...whole, bundles, bundlesLeft: whole.bundles.length - bundles.length };
  } finally {
    await read.spool.close();
  }
}

async function archivePart(
  plan: Plan,
  spool: FragmentSpool,
  window: Window,
  ports: ArchivePorts,
): Promise<PlanOutcome> {
  const clip = await clipUnlessUnsupported(plan, spool, window, ports);
  const wanted = clip === undefined || (window.bundles && window.source === 'fragments');
  const bundle = wanted ? await storeBundle(plan, spool, window, clip?.retention, ports) : undefined;
  const stored = {
    ...(clip === undefined ? {} : { clip }),
    ...(bundle === undefined ? {} : { bundle }),
    source: 'FRAGMENTS' as const,
  };
  return settlePlan(plan, stored, window, ports);
}

async function clipUnlessUnsupported(
  plan: Plan,
  spool: FragmentSpool,
  window: Window,
  ports: ArchivePorts,
): Promise<StoredClip | undefined> {
  try {
    return await buildClip(plan, spool, window, ports);
  } catch (error) {
    if (isArchiverError(error, 'UnsupportedMedia')) return undefined;
    throw error;
  }
}
