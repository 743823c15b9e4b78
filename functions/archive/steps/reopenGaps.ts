import { isArchiverError } from '../../../core/errors.ts';
import type { Fragment, FragmentNumber } from '../../../core/fragment.ts';
import { failedAgain } from '../../../core/gaps/failedAgain.ts';
import { gapExpiry } from '../../../core/gaps/gapExpiry.ts';
import type { GapRow } from '../../../core/ledger/ledgerRow.ts';
import { makePlan } from '../../../core/plans/makePlan.ts';
import type { Plan } from '../../../core/plans/plan.ts';
import type { FootageSource, StreamReference } from '../../../core/ports/footageSource.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { Window } from '../../../core/runs/run.ts';
import type { System } from '../../../core/system.ts';
import { type PlanPorts, readPlan } from './planStore.ts';

/** Plans of gaps that are tried again, and what is left of the gaps' rows once those are open. */
export interface ReopenedGaps {
  readonly plans: readonly Plan[];
  /** Gaps whose fragments have left KVS, in part or all: the rows to write. */
  readonly expired: readonly GapRow[];
  /** Gaps that cannot be tried now: the rows to write. */
  readonly putOff: readonly GapRow[];
  /** Rows of gaps of which nothing is missing any more. */
  readonly filled: readonly GapRow[];
  /** Gaps that found no room, and those whose fragments are in an open plan already. */
  readonly left: number;
  readonly underWay: number;
  /** KVS does not know the stream: nothing more was looked at. */
  readonly streamIsGone: boolean;
}

export interface ReopenPorts extends PlanPorts {
  readonly source: FootageSource;
  readonly ledger: Ledger;
  readonly system: System;
}

/**
 * Tries `failed` gaps again. Where KVS still lists all of one's fragments, the same plan is opened again and its row
 * gives way to the clip's. Where some have left KVS since, the rest becomes a plan of its own, and the row keeps what is
 * gone, as `expired`. The caller opens the plans first and changes the rows then: a run that dies between leaves too
 * much in a gap, never too little, and the next one puts it right.
 *
 * @param gaps candidates, the most urgent first: each one's row is read anew, strongly consistent
 * @param open numbers in open plans
 * @param room plans that may be opened
 */
export async function reopenGaps(
  window: Window,
  gaps: readonly GapRow[],
  stream: StreamReference,
  open: ReadonlySet<FragmentNumber>,
  room: number,
  ports: ReopenPorts,
): Promise<ReopenedGaps> {
  const found = { plans: [] as Plan[], expired: [] as GapRow[], putOff: [] as GapRow[], filled: [] as GapRow[] };
  const now = ports.system.clock.now();
  let left = 0;
  let underWay = 0;
  for (const candidate of gaps) {
    if (found.plans.length >= room) {
      left++;
      continue;
    }
    const { gap, missing } = await standing(candidate, ports.ledger);
    if (gap === undefined) continue;
    if (gap.numbers.some((number) => open.has(number))) {
      underWay++;
      continue;
    }
    if (missing.length === 0) {
      found.filled.push(gap);
      continue;
    }
    const expiresMs = gapExpiry(gap, window.retentionHours);
    const mayBeGone = window.gone !== undefined || expiresMs === undefined || expiresMs <= now;
    if (window.resting === true && !mayBeGone) {
      // Nobody wants it now; it is looked at once more when it has expired.
      found.putOff.push({ ...gap, nextTryMs: expiresMs });
      continue;
    }
    const listed = window.gone === undefined ? await listSpan(gap, stream, ports.source) : NOTHING_LISTED;
    if (listed === undefined) return { ...found, left, underWay, streamIsGone: true };
    const present = missing.flatMap((number) => listed.get(number) ?? []);
    const gone = missing.filter((number) => !listed.has(number));
    if (window.resting === true && present.length > 0) {
      found.putOff.push({ ...gap, nextTryMs: now + STILL_THERE_MS });
      continue;
    }
    if (gone.length > 0 && !mayBeGone) {
      // A listing is eventually consistent: what retention still holds is not given up because it was not listed once.
      const error = `NotYetAvailable: KVS does not list ${gone.length} of its ${missing.length} fragments now`;
      const later = { ...gap, error, runId: window.runId, writtenMs: now };
      found.putOff.push(failedAgain(later, gap, window.retentionHours, now));
      continue;
    }
    if (present.length === gap.numbers.length) found.plans.push(await samePlan(gap, present, ports));
    else if (present.length > 0) found.plans.push(planOver(window, present));
    if (gone.length > 0) found.expired.push(expiredGap(gap, gone, now));
    // All that is missing is in a plan of its own now.
    else if (present.length < gap.numbers.length) found.filled.push(gap);
  }
  return { ...found, left, underWay, streamIsGone: false };
}

const NOTHING_LISTED: ReadonlyMap<FragmentNumber, Fragment> = new Map();

/** KVS takes a while to forget what has expired: so long is waited until it is looked at again. */
const STILL_THERE_MS = 15 * 60_000;

/** The gap as it stands, if it still is an open one, and which of its fragments are not in the archive. */
async function standing(
  { streamArn, planId, startProducerMs, endProducerMs }: GapRow,
  ledger: Ledger,
): Promise<{ gap?: GapRow; missing: FragmentNumber[] }> {
  const settled = new Set<FragmentNumber>();
  let gap: GapRow | undefined;
  for await (const row of ledger.overlapping(streamArn, startProducerMs, endProducerMs)) {
    if (row.kind === 'gap' && row.planId === planId && row.reason === 'failed') gap = row;
    if (row.kind === 'clip' || row.kind === 'erased') for (const number of row.numbers) settled.add(number);
  }
  if (gap === undefined) return { missing: [] };
  return { gap, missing: gap.numbers.filter((number) => !settled.has(number)) };
}

/** What has left KVS stays in the gap, with the story of what was tried. */
function expiredGap(gap: GapRow, gone: readonly FragmentNumber[], nowMs: number): GapRow {
  const { nextTryMs: _never, ...story } = gap;
  return { ...story, numbers: gone, reason: 'expired', writtenMs: nowMs };
}

async function listSpan(
  gap: GapRow,
  stream: StreamReference,
  source: FootageSource,
): Promise<ReadonlyMap<FragmentNumber, Fragment> | undefined> {
  const listed = new Map<FragmentNumber, Fragment>();
  const range = { clock: 'producer', startMs: gap.startProducerMs, endMs: gap.endProducerMs } as const;
  try {
    for await (const page of source.list(stream, range, gap.numbers.length)) {
      for (const fragment of page) listed.set(fragment.number, fragment);
    }
  } catch (error) {
    if (isArchiverError(error, 'NotFound')) return undefined;
    throw error;
  }
  return listed;
}

/** The gap's own plan; made anew where its document was cleared away: the same fragments in the same order. */
async function samePlan(gap: GapRow, present: readonly Fragment[], ports: PlanPorts): Promise<Plan> {
  try {
    return await readPlan(gap, ports);
  } catch (error) {
    if (!isArchiverError(error, 'NotFound')) throw error;
    return makePlan(gap, present, false);
  }
}

function planOver(window: Window, fragments: readonly Fragment[]): Plan {
  const ordered = [...fragments].sort((a, b) => a.producerMs - b.producerMs);
  return makePlan(window, ordered, false);
}
