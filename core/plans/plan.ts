import type { Fragment, ProducerMs } from '../fragment.ts';

/** The first 12 hex digits of the SHA-256 over a plan's ordered fragment numbers. */
export type PlanId = string & { readonly __unit: 'plan-id' };
export const planIdOf = (hex: string): PlanId => hex as PlanId;

/**
 * An ordered list of fragments that becomes one clip. It stands as an immutable document in the work bucket before
 * anything of it is fetched, and may be executed by anyone, any number of times.
 */
export interface Plan {
  readonly version: 1;
  readonly planId: PlanId;
  readonly streamName: string;
  readonly streamArn: string;
  /** Ascending in producer time and in number, contiguous, at least one. */
  readonly fragments: readonly Fragment[];
  /**
   * Whether GetClip over the plan's range can return exactly its fragments, as far as the listing told: `false` where
   * others lie in the same span (re-uploads), so that the plan is read by number from the beginning.
   */
  readonly clipCanBeExact: boolean;
}

/** Start of the first fragment, by the footage clock. */
export function planStart(plan: Pick<Plan, 'fragments'>): ProducerMs {
  return at(plan.fragments, 0).producerMs;
}

/** End of the last fragment as far as a listing knows it (its last frame's duration is missing). */
export function planEnd(plan: Pick<Plan, 'fragments'>): ProducerMs {
  const last = at(plan.fragments, plan.fragments.length - 1);
  return (last.producerMs + last.lengthMs) as ProducerMs;
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`a plan has at least one fragment, and none at ${index}`);
  return item;
}
