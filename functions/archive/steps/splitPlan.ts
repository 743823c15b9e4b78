import type { Fragment } from '../../../core/fragment.ts';
import type { SplitRow } from '../../../core/ledger/ledgerRow.ts';
import { planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { sameCodecConfiguration } from '../../../core/matroska/sameCodecConfiguration.ts';
import { makePlan } from '../../../core/plans/makePlan.ts';
import { type Plan, planEnd, planStart } from '../../../core/plans/plan.ts';
import type { Window } from '../../../core/runs/run.ts';
import type { ArchivePorts } from './archivePorts.ts';
import { openPlanOf, readPlan, writePlan } from './planStore.ts';
import type { ReadFragments } from './readByNumber.ts';

/**
 * Parts of one split, at most: DynamoDB takes update expressions of 4 KB, and the stream's item holds 400 KB. What a plan
 * has more is one part, open and split again when its turn comes: a codec that changes in every fragment is no camera.
 */
export const MAX_PARTS = 16;

/** The plans that take a plan's place, as the ledger's row tells; the plan itself where it was not split. */
export interface PlanParts {
  readonly parts: readonly Plan[];
  /** The plan was archived whole by another executor meanwhile. */
  readonly archivedElsewhere: boolean;
}

/**
 * Splits a plan where its codec changes, and sets what could not be read and what has left KVS apart. The parts'
 * documents come first, then the ledger's row decides between this executor and any other, and then one update of the
 * stream's item swaps the plan for its parts. Done again after a crash, it goes on from the row.
 */
export async function splitPlan(
  plan: Plan,
  read: ReadFragments,
  window: Window,
  ports: ArchivePorts,
): Promise<PlanParts> {
  // What has left KVS is a part too: executing it finds that out again, and makes it a gap.
  const expired = read.expired.length > 0 ? [read.expired] : [];
  const groups = [...byCodec(read), ...read.unreadable.map((fragment) => [fragment]), ...expired];
  if (groups.length === 1) return { parts: [plan], archivedElsewhere: false };
  const most = groups.length > MAX_PARTS ? MAX_PARTS - 1 : groups.length;
  const rest = restOf(plan, groups.slice(most));
  const parts = [...groups.slice(0, most).map((fragments) => makePlan(plan, fragments, false)), ...rest];
  for (const part of parts) await writePlan(part, ports);
  const row: SplitRow = {
    kind: 'split',
    streamArn: plan.streamArn,
    streamName: plan.streamName,
    planId: plan.planId,
    startProducerMs: planStart(plan),
    endProducerMs: planEnd(plan),
    numbers: [],
    writtenMs: ports.system.clock.now(),
    parts: parts.map(({ planId }) => planId),
  };
  if ((await ports.ledger.putSplit(row)) === 'stored') {
    await swap(plan, parts, window, ports);
    return { parts, archivedElsewhere: false };
  }
  const standing = await ports.ledger.get(plan.streamArn, planRowKey(row));
  if (standing?.kind !== 'split') return { parts: [], archivedElsewhere: true };
  return { parts: await resumeSplit(plan, standing, window, ports), archivedElsewhere: false };
}

/** What is left, in the order of the footage. */
function restOf(plan: Plan, groups: readonly (readonly Fragment[])[]): Plan[] {
  if (groups.length === 0) return [];
  const left = new Set(groups.flat().map(({ number }) => number));
  return [
    makePlan(
      plan,
      plan.fragments.filter(({ number }) => left.has(number)),
      false,
    ),
  ];
}

/** Goes on from a split that another executor decided. */
export async function resumeSplit(plan: Plan, row: SplitRow, window: Window, ports: ArchivePorts): Promise<Plan[]> {
  const parts = await Promise.all(
    row.parts.map((planId) => readPlan({ streamArn: plan.streamArn, streamName: plan.streamName, planId }, ports)),
  );
  const state = await ports.streams.get(plan.streamArn);
  if (state?.openPlans.some(({ planId }) => planId === plan.planId) === true) await swap(plan, parts, window, ports);
  return parts;
}

/** The plan leaves the open ones and its parts enter, in one update. */
async function swap(plan: Plan, parts: readonly Plan[], window: Window, ports: ArchivePorts): Promise<void> {
  const now = ports.system.clock.now();
  await ports.streams.changePlans(plan.streamArn, {
    close: [plan.planId],
    open: parts.map((part) => openPlanOf(part, window.runId, now)),
  });
}

/** Whether a part was read whole and is of one codec configuration: what was over MAX_PARTS is not. */
export function canBeArchived(part: Plan, { spool }: ReadFragments): boolean {
  const [first] = part.fragments;
  return part.fragments.every(
    ({ number }) =>
      first !== undefined &&
      spool.has(number) &&
      spool.has(first.number) &&
      sameCodecConfiguration(spool.tracks(first.number), spool.tracks(number)),
  );
}

function byCodec({ present, spool }: ReadFragments): Fragment[][] {
  const groups: Fragment[][] = [];
  for (const fragment of present) {
    const group = groups[groups.length - 1];
    const first = group?.[0];
    if (
      group !== undefined &&
      first !== undefined &&
      sameCodecConfiguration(spool.tracks(first.number), spool.tracks(fragment.number))
    ) {
      group.push(fragment);
    } else {
      groups.push([fragment]);
    }
  }
  return groups;
}
