import { planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { type Plan, planEnd, planIdOf, planStart } from '../../../core/plans/plan.ts';
import type { PlanOutcome, Window } from '../../../core/runs/run.ts';
import { archiveByNumber } from './archiveByNumber.ts';
import type { ArchivePorts } from './archivePorts.ts';
import { fetchClip } from './fetchClip.ts';
import { paced } from './pace.ts';
import { readPlan } from './planStore.ts';
import { leaveOpenPlans, settlePlan } from './settlePlan.ts';
import { resumeSplit } from './splitPlan.ts';

export interface ArchiveClipInput {
  readonly plan: { readonly planId: string };
  readonly window: Window;
  /** The plan's place in its pass. */
  readonly turn?: number;
}

/**
 * Executes one recorded plan. Anyone may, any number of times, also two at once: the result is the same.
 *
 * @throws ArchiverError of any kind; nothing of the plan is visible then but what is whole
 */
export async function archiveClip(
  { plan: { planId }, window, turn }: ArchiveClipInput,
  ports: ArchivePorts,
): Promise<PlanOutcome> {
  const { streamArn, streamName } = window;
  const plan = await readPlan({ streamArn, streamName, planId: planIdOf(planId) }, ports);
  const outcome = await paced(window, plan.fragments.length, turn, ports, () => execute(plan, window, ports));
  return { ...outcome, ...footageOf(plan, outcome) };
}

/** What the outcome's clips hold. Parts that are still open are counted as plans of their own. */
function footageOf(plan: Plan, { clips, openParts }: PlanOutcome): Pick<PlanOutcome, 'fragments' | 'footageMs'> {
  if (clips === 0 || openParts > 0) return {};
  return { fragments: plan.fragments.length, footageMs: planEnd(plan) - planStart(plan) };
}

async function execute(plan: Plan, window: Window, ports: ArchivePorts): Promise<PlanOutcome> {
  const { streamArn } = plan;
  const row = await ports.ledger.get(streamArn, planRowKey({ planId: plan.planId, endProducerMs: planEnd(plan) }));
  if (row?.kind === 'clip' || row?.kind === 'erased') return leaveOpenPlans(plan, row, window, ports);
  if (row?.kind === 'split') {
    // Another executor split it: its parts are open plans, and come as such.
    const parts = await resumeSplit(plan, row, window, ports);
    return { planId: plan.planId, status: 'archived', clips: 0, openParts: parts.length, bundles: [] };
  }
  if (window.source === 'clip' && plan.clipCanBeExact) {
    const clip = await fetchClip(plan, window, ports);
    if (!('because' in clip)) return settlePlan(plan, { clip, source: 'GET_CLIP' }, window, ports);
  }
  return archiveByNumber(plan, window, ports);
}
