import { matchesWildcards } from './matchesWildcards.ts';
import type { Condition, ConditionOperator } from './Statement.ts';

/**
 * Whether a condition holds for the request's keys. A key that is absent fails every operator but the negated ones and
 * those with `IfExists`. Documented: IAM user guide, "IAM JSON policy elements: Condition operators".
 */
export function conditionHolds(condition: Condition, context: Readonly<Record<string, string>>): boolean {
  const { operator, ifExists, key, values } = condition;
  const negated = operator === 'StringNotEquals' || operator === 'StringNotLike';
  if (!Object.hasOwn(context, key)) return negated || ifExists;
  const given = context[key] ?? '';
  return values.some((value) => MATCHES[operator](value, given)) !== negated;
}

const isSame = (value: string, given: string): boolean => value === given;

const MATCHES: Readonly<Record<ConditionOperator, (value: string, given: string) => boolean>> = {
  StringEquals: isSame,
  StringNotEquals: isSame,
  StringLike: matchesWildcards,
  StringNotLike: matchesWildcards,
  // Documented: the two behave identically.
  ArnEquals: matchesWildcards,
  ArnLike: matchesWildcards,
  Bool: (value, given) => value.toLowerCase() === given.toLowerCase(),
};
