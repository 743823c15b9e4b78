import type { Fragment, FragmentNumber } from '../../../core/fragment.ts';
import type { GapRow } from '../../../core/ledger/ledgerRow.ts';
import { makePlan } from '../../../core/plans/makePlan.ts';
import type { Plan } from '../../../core/plans/plan.ts';
import type { FootageSource, StreamReference } from '../../../core/ports/footageSource.ts';
import { isByHand, type Window } from '../../../core/runs/run.ts';
import type { System } from '../../../core/system.ts';
import type { KnownFragments } from './knownFragments.ts';
import { type PlanPorts, readPlan } from './planStore.ts';

/** Plans of gaps that a run by hand tries again, and what is left of the gaps' rows once those are open. */
export interface ReopenedGaps {
  readonly plans: readonly Plan[];
  /** Gaps whose fragments have left KVS, in part or all. */
  readonly expired: readonly GapRow[];
  /** Rows of gaps of which nothing is missing any more. */
  readonly filled: readonly GapRow[];
}

/**
 * A run by hand tries `failed` gaps again. Where KVS still lists all of one's fragments, the same plan is opened again
 * and its row gives way to the clip's. Where some have left KVS since, the rest becomes a plan of its own, and the row
 * keeps what is gone, as `expired`. The caller opens the plans first and changes the rows then: a run that dies between
 * leaves too much in a gap, never too little, and the next one puts it right.
 */
export async function reopenGaps(
  window: Window,
  stream: StreamReference,
  known: KnownFragments,
  ports: PlanPorts & { readonly source: FootageSource; readonly system: System },
): Promise<ReopenedGaps> {
  const open = known.gaps.filter((gap) => isByHand(window) && gap.reason === 'failed' && isEarlier(gap, window));
  const plans: Plan[] = [];
  const expired: GapRow[] = [];
  const filled: GapRow[] = [];
  for (const gap of open) {
    if (gap.numbers.some((number) => known.open.has(number))) continue;
    const missing = gap.numbers.filter((number) => !known.archived.has(number));
    // The gap's own span: it may reach beyond the window.
    const listed = await listSpan(gap, stream, ports.source);
    const present = missing.flatMap((number) => listed.get(number) ?? []);
    const gone = missing.filter((number) => !listed.has(number));
    if (present.length === gap.numbers.length) plans.push(await readPlan(gap, ports));
    else if (present.length > 0) plans.push(planOver(window, present));
    if (missing.length === 0) filled.push(gap);
    else if (present.length < gap.numbers.length) {
      expired.push({ ...gap, numbers: gone, reason: 'expired', writtenMs: ports.system.clock.now() });
    }
  }
  return { plans, expired: expired.filter(({ numbers }) => numbers.length > 0), filled };
}

/** What this run could not store itself, or the one that it continues, is not tried again for ever. */
function isEarlier(gap: GapRow, { runId, continuesMs }: Window): boolean {
  return gap.runId !== runId && (continuesMs === undefined || gap.writtenMs < continuesMs);
}

async function listSpan(
  gap: GapRow,
  stream: StreamReference,
  source: FootageSource,
): Promise<Map<FragmentNumber, Fragment>> {
  const listed = new Map<FragmentNumber, Fragment>();
  const range = { clock: 'producer', startMs: gap.startProducerMs, endMs: gap.endProducerMs } as const;
  for await (const page of source.list(stream, range, gap.numbers.length)) {
    for (const fragment of page) listed.set(fragment.number, fragment);
  }
  return listed;
}

function planOver(window: Window, fragments: readonly Fragment[]): Plan {
  const ordered = [...fragments].sort((a, b) => a.producerMs - b.producerMs);
  return makePlan(window, ordered, false);
}
