import { isArchiverError } from '../../core/errors.ts';
import { clipKey, planDocumentKey } from '../../core/manifests/objectKeys.ts';
import { planIdOf, planStart } from '../../core/plans/plan.ts';
import { readPlanDocument } from '../../core/plans/planDocument.ts';
import type { ObjectStore } from '../../core/ports/objectStore.ts';
import type { Window } from '../../core/runs/run.ts';

/** Where the clip of a plan lies and how many fragments it has; undefined where the plan's document is gone. */
export async function findClip(
  planId: string,
  { streamArn, streamName, prefix }: Window,
  objects: Pick<ObjectStore, 'getBytes'>,
  workBucket: string,
): Promise<{ key: string; fragments: number } | undefined> {
  const document = planDocumentKey({ streamArn, streamName, planId: planIdOf(planId) });
  try {
    const { bytes } = await objects.getBytes({ bucket: workBucket, key: document });
    const plan = readPlanDocument(bytes, document);
    const key = clipKey({ streamName, planId: plan.planId, startProducerMs: planStart(plan), prefix });
    return { key, fragments: plan.fragments.length };
  } catch (error) {
    if (isArchiverError(error, 'NotFound')) return undefined;
    throw error;
  }
}
