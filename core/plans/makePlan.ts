import type { Fragment } from '../fragment.ts';
import type { Plan } from './plan.ts';
import { computePlanId } from './planId.ts';

/** The plan over these fragments of a stream, in this order, under the id that follows from them. */
export function makePlan(
  { streamName, streamArn }: Pick<Plan, 'streamName' | 'streamArn'>,
  fragments: readonly Fragment[],
  clipCanBeExact: boolean,
): Plan {
  return { version: 1, planId: computePlanId(fragments), streamName, streamArn, fragments, clipCanBeExact };
}
