import type { Fragment } from '../../../core/fragment.ts';
import { type GapRow, planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { type Plan, planEnd, planStart } from '../../../core/plans/plan.ts';
import { computePlanId } from '../../../core/plans/planId.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { Window } from '../../../core/runs/run.ts';
import type { System } from '../../../core/system.ts';
import type { KnownFragments } from './knownFragments.ts';
import { type PlanPorts, readPlan } from './planStore.ts';

/** Plans of gaps that a run by hand tries again, and rows that they make obsolete. */
export interface ReopenedGaps {
  readonly plans: readonly Plan[];
  readonly outdatedRows: readonly string[];
}

/**
 * A run by hand tries `failed` gaps again whose fragments KVS still lists. Where it lists all of them the same plan is
 * opened again, and its row gives way to the clip's. Where some have left KVS since, those become an `expired` gap and
 * the rest a plan of their own.
 */
export async function reopenGaps(
  window: Window,
  listed: readonly Fragment[],
  known: KnownFragments,
  ports: PlanPorts & { readonly ledger: Ledger; readonly system: System },
): Promise<ReopenedGaps> {
  const byHand = window.kind === 'range' || window.kind === 'stream' || window.kind === 'all';
  const open = known.gaps.filter((gap) => byHand && gap.reason === 'failed' && gap.runId !== window.runId);
  if (open.length === 0) return { plans: [], outdatedRows: [] };
  const stillListed = new Map(listed.map((fragment) => [fragment.number, fragment]));
  const plans: Plan[] = [];
  const outdatedRows: string[] = [];
  for (const gap of open) {
    if (gap.numbers.some((number) => known.open.has(number))) continue;
    const wanted = gap.numbers.filter((number) => !known.archived.has(number));
    const present = wanted.flatMap((number) => stillListed.get(number) ?? []);
    if (present.length === gap.numbers.length) {
      plans.push(await readPlan(gap, ports));
    } else if (present.length > 0 || wanted.length === 0) {
      await expire(gap, wanted.filter((number) => !stillListed.has(number)).length > 0, stillListed, ports);
      if (present.length > 0) plans.push(planOver(window, present));
      outdatedRows.push(planRowKey(gap));
    }
  }
  return { plans, outdatedRows };
}

/** Writes the gap of those that have left KVS; again is fine. */
async function expire(
  gap: GapRow,
  any: boolean,
  stillListed: ReadonlyMap<string, Fragment>,
  ports: PlanPorts & { readonly ledger: Ledger; readonly system: System },
): Promise<void> {
  if (!any) return;
  const plan = await readPlan(gap, ports);
  const gone = plan.fragments.filter((fragment) => !stillListed.has(fragment.number));
  await ports.ledger.putGap({
    ...gap,
    planId: computePlanId(gone),
    startProducerMs: planStart({ fragments: gone }),
    endProducerMs: planEnd({ fragments: gone }),
    numbers: gone.map(({ number }) => number),
    reason: 'expired',
    writtenMs: ports.system.clock.now(),
  });
}

function planOver(window: Window, fragments: readonly Fragment[]): Plan {
  const { streamName, streamArn } = window;
  return { version: 1, planId: computePlanId(fragments), streamName, streamArn, fragments, clipCanBeExact: false };
}
