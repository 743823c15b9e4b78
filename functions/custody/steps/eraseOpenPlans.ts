import { isArchiverError } from '../../../core/errors.ts';
import type { Fragment } from '../../../core/fragment.ts';
import { producerMs, serverMs } from '../../../core/fragment.ts';
import type { ErasedRow } from '../../../core/ledger/ledgerRow.ts';
import { planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { makePlan } from '../../../core/plans/makePlan.ts';
import { type Plan, type PlanId, planEnd } from '../../../core/plans/plan.ts';
import { planClips } from '../../../core/plans/planClips.ts';
import { MAX_OPEN_PLANS, type StreamState } from '../../../core/streams/streamState.ts';
import { knownFragments } from '../../archive/steps/knownFragments.ts';
import { openPlanOf, readPlan, writePlan } from '../../archive/steps/planStore.ts';
import type { AuditedStream } from '../../verify/steps/auditedStream.ts';
import type { CustodyPorts } from './custodyPorts.ts';
import { ALL_TIME, type CustodySpan, liesIn, reachesInto } from './custodySpan.ts';
import { type Eraser, markErased } from './erasePlans.ts';

/**
 * Erases the stream's open plans that lie in the span, before anybody executes them or while somebody does. The row
 * decides: whoever executes the plan finds it erased, and leaves what it stored to the erasure's second look.
 *
 * @returns the rows that stand now, by plan
 */
export async function eraseOpenPlans(
  state: StreamState,
  span: CustodySpan,
  wholeClips: boolean,
  eraser: Eraser,
  stream: AuditedStream,
  ports: CustodyPorts,
): Promise<ErasedRow[]> {
  const { streamArn, streamName } = state;
  const erased: ErasedRow[] = [];
  const takes = (plan: { startProducerMs: number; endProducerMs: number }): boolean =>
    wholeClips ? reachesInto(span, plan) : liesIn(span, plan);
  for (const open of state.openPlans.filter(takes)) {
    const plan = await readPlan({ streamArn, streamName, planId: open.planId }, ports);
    const row = await ports.ledger.get(streamArn, planRowKey({ planId: plan.planId, endProducerMs: planEnd(plan) }));
    if (row?.kind === 'split') {
      await openParts(plan, row.parts, eraser, ports);
      continue;
    }
    const marked = await markErased(plan, eraser, stream, ports);
    if (marked !== undefined) erased.push(marked);
    // Split between the two reads, or a gap that is none of ours: the next round sees it as it is.
    else if ((await ports.ledger.get(streamArn, planRowKey(open)))?.kind === 'split') continue;
    await ports.streams.changePlans(streamArn, { close: [plan.planId], closeBundles: [plan.planId] });
  }
  return erased;
}

/** The parts of a plan that was split take its place, as whoever split it would have done next. */
async function openParts(plan: Plan, parts: readonly PlanId[], eraser: Eraser, ports: CustodyPorts): Promise<void> {
  const { streamArn, streamName } = plan;
  const now = ports.system.clock.now();
  const plans = await Promise.all(parts.map((planId) => readPlan({ streamArn, streamName, planId }, ports)));
  const open = plans.map((part) => openPlanOf(part, `erasure-${eraser.erasureId}`, now));
  await ports.streams.changePlans(streamArn, { close: [plan.planId], open });
}

/** What of a stream is meant: a camera goes on sending, and what comes after the erasure began is new footage. */
export interface UnknownFootage {
  readonly range: CustodySpan | undefined;
  readonly wholeClips: boolean;
  /** Server time. */
  readonly untilMs: number;
}

/**
 * Plans what KVS lists of the span and nobody knows yet, so that it is erased as every plan is: it would be archived by
 * a later run otherwise. Goes the way of every planner, by the version of the stream's item.
 *
 * @returns how many fragments were planned; some may be left where there is no room for more open plans
 */
export async function openUnknown(
  state: StreamState,
  asked: UnknownFootage,
  eraser: Eraser,
  ports: CustodyPorts,
): Promise<number> {
  const span = asked.range ?? ALL_TIME;
  const listed = (await listSpan(state, asked, ports)).filter(({ producerMs: start, lengthMs }) => {
    const footage = { startProducerMs: start, endProducerMs: start + lengthMs };
    return asked.wholeClips ? reachesInto(span, footage) : liesIn(span, footage);
  });
  const known = await knownFragments(state.streamArn, listed, state, ports);
  const fresh = listed.filter(({ number }) => !known.numbers.has(number));
  const now = ports.system.clock.now();
  const plans = planClips(fresh)
    .slice(0, Math.max(0, MAX_OPEN_PLANS - state.openPlans.length))
    .map(({ fragments, clipCanBeExact }) => makePlan(state, fragments, clipCanBeExact));
  if (plans.length === 0) return 0;
  for (const plan of plans) await writePlan(plan, ports);
  const open = plans.map((plan) => openPlanOf(plan, `erasure-${eraser.erasureId}`, now));
  await ports.streams.changePlans(state.streamArn, { open }, state.version);
  return plans.reduce((sum, { fragments }) => sum + fragments.length, 0);
}

/** What KVS still lists: of the span by the footage clock, of a whole stream by the server's. A stream that is gone: nothing. */
async function listSpan(
  state: StreamState,
  { range, untilMs }: UnknownFootage,
  { source, system }: CustodyPorts,
): Promise<Fragment[]> {
  const now = system.clock.now();
  const oldest = Math.max(state.createdMs, now - state.retentionHours * 3_600_000);
  const found = new Map<string, Fragment>();
  try {
    const asked =
      range === undefined
        ? ({ clock: 'server', startMs: serverMs(oldest), endMs: serverMs(untilMs) } as const)
        : // A fragment that began before the span may reach into it: KVS's longest are 20 s.
          ({
            clock: 'producer',
            startMs: producerMs(range.fromMs - 20_000),
            endMs: producerMs(range.toMs - 1),
          } as const);
    for await (const page of source.list(state, asked))
      for (const one of page) if (one.serverMs <= untilMs) found.set(one.number, one);
  } catch (error) {
    if (!isArchiverError(error, 'NotFound')) throw error;
  }
  return [...found.values()];
}
