import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { type Plan, planEnd } from '../../../core/plans/plan.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { Window } from '../../../core/runs/run.ts';
import { knownFragments } from '../../archive/steps/knownFragments.ts';
import { openPlanOf, writePlan } from '../../archive/steps/planStore.ts';
import { type StoredPlan, settlePlan } from '../../archive/steps/settlePlan.ts';
import { readStoredClip } from '../../archive/steps/storedClip.ts';
import type { SweepPorts } from './auditPorts.ts';

/** `duplicate`: every fragment of it is in a clip. `partly`: some are. `unfit`: it is not what its plan would make. */
export type Adoption = 'adopted' | 'adoptable' | 'duplicate' | 'partly' | 'busy' | 'unfit';

const ATTEMPTS = 5;

/** Takes a clip that no row names into the ledger. */
export function adoptClip(
  plan: Plan,
  place: ObjectPlace,
  window: Window,
  ports: SweepPorts,
  dryRun: boolean,
): Promise<Adoption> {
  const read = async (): Promise<StoredPlan | undefined> => {
    try {
      return { clip: await readStoredClip(place, plan, ports.objects), source: 'GET_CLIP' };
    } catch (error) {
      if (isArchiverError(error, 'Corrupt') || isArchiverError(error, 'Truncated')) return undefined;
      throw error;
    }
  };
  return adopt(plan, read, window, ports, dryRun);
}

/**
 * Takes what lies in the bucket of a plan into the ledger, if none of its fragments is anywhere else. It goes the way of
 * every plan: the plan is opened on the condition that the stream's item has not changed since the ledger was read, so
 * that no run can plan the same fragments meanwhile, and then it is settled.
 *
 * @param read undefined where it is not what the plan would make
 * @throws ArchiverError `Conflict` where runs keep changing the stream's plans
 */
export async function adopt(
  plan: Plan,
  read: () => Promise<StoredPlan | undefined>,
  window: Window,
  ports: SweepPorts,
  dryRun: boolean,
): Promise<Adoption> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const state = await ports.streams.get(plan.streamArn);
    if (state === undefined) return 'busy';
    const standing = await standingOf(plan, ports, state);
    if (standing !== 'free') return standing;
    const stored = await read();
    if (stored === undefined) return 'unfit';
    if (dryRun) return 'adoptable';
    await writePlan(plan, ports);
    try {
      const open = [openPlanOf(plan, window.runId, ports.system.clock.now())];
      await ports.streams.changePlans(plan.streamArn, { open }, state.version);
    } catch (error) {
      if (!isArchiverError(error, 'Conflict')) throw error;
      await ports.system.clock.sleep(Math.ceil(ports.system.random.fraction() * 50 * attempt));
      continue;
    }
    await settlePlan(plan, stored, window, ports);
    return 'adopted';
  }
  throw new ArchiverError('Conflict', `${plan.streamName}: ${ATTEMPTS} times in a row a run was first`);
}

/** Whether the fragments of a plan stand anywhere else. Its own gap is no hindrance: the clip takes its place. */
async function standingOf(
  plan: Plan,
  ports: SweepPorts,
  state: Parameters<typeof knownFragments>[2],
): Promise<'free' | 'duplicate' | 'partly' | 'busy'> {
  const known = await knownFragments(plan.streamArn, plan.fragments, state, ports);
  const numbers = plan.fragments.map(({ number }) => number);
  const archived = numbers.filter((number) => known.archived.has(number)).length;
  if (archived === numbers.length) return 'duplicate';
  if (numbers.some((number) => known.open.has(number))) return 'busy';
  if (archived > 0) return 'partly';
  const own = planRowKey({ planId: plan.planId, endProducerMs: planEnd(plan) });
  const foreign = known.gaps.filter((gap) => planRowKey(gap) !== own).flatMap((gap) => gap.numbers);
  return foreign.some((number) => numbers.includes(number)) ? 'partly' : 'free';
}
