import { planDocumentKey } from '../../../core/manifests/objectKeys.ts';
import type { Plan, PlanId } from '../../../core/plans/plan.ts';
import { planEnd, planStart } from '../../../core/plans/plan.ts';
import { readPlanDocument, writePlanDocument } from '../../../core/plans/planDocument.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { OpenPlan } from '../../../core/streams/streamState.ts';

export interface PlanPorts {
  readonly objects: ObjectStore;
  readonly workBucket: string;
}

type PlanName = { readonly streamArn: string; readonly streamName: string; readonly planId: PlanId };

/** Writes the plan's document. It is immutable: its id is the hash of what it lists, so one that is there is the same. */
export async function writePlan(plan: Plan, ports: PlanPorts): Promise<void> {
  const place = { bucket: ports.workBucket, key: planDocumentKey(plan) };
  await ports.objects.putIfAbsent(place, writePlanDocument(plan), 'application/json');
}

/** @throws ArchiverError `NotFound`, `Corrupt` */
export async function readPlan(name: PlanName, ports: PlanPorts): Promise<Plan> {
  const place = { bucket: ports.workBucket, key: planDocumentKey(name) };
  const { bytes } = await ports.objects.getBytes(place);
  return readPlanDocument(bytes, place.key);
}

/** The plan as it stands among the open ones of its stream. */
export function openPlanOf(plan: Plan, runId: string, nowMs: number): OpenPlan {
  return {
    planId: plan.planId,
    fragments: plan.fragments.length,
    startProducerMs: planStart(plan),
    endProducerMs: planEnd(plan),
    openedMs: nowMs,
    runId,
  };
}
