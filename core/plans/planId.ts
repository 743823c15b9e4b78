import { createHash } from 'node:crypto';
import type { Fragment } from '../fragment.ts';
import { type PlanId, planIdOf } from './plan.ts';

/** The id of a plan over these fragments, in this order. */
export function computePlanId(fragments: readonly Pick<Fragment, 'number'>[]): PlanId {
  const hash = createHash('sha256');
  hash.update(fragments.map((fragment) => fragment.number).join('\n'));
  return planIdOf(hash.digest('hex').slice(0, 12));
}
