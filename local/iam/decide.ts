import type { AccessRequest } from './AccessRequest.ts';
import { conditionHolds } from './conditionHolds.ts';
import { matchesWildcards } from './matchesWildcards.ts';
import type { Statement } from './Statement.ts';

export interface Decision {
  readonly allowed: boolean;
  /** An explicit Deny, where one spoke. */
  readonly denied: boolean;
  /** The statements that allowed it, with the patterns of actions that fitted. */
  readonly by: readonly { readonly statement: Statement; readonly action: string }[];
}

/**
 * What a role's policies say to one action: denied by default, allowed by any Allow, denied by any Deny. Actions are
 * not case-sensitive, resources are. Documented: IAM user guide, "Policy evaluation logic".
 */
export function decide(statements: readonly Statement[], { action, resource, context = {} }: AccessRequest): Decision {
  const by: { statement: Statement; action: string }[] = [];
  let denied = false;
  for (const statement of statements) {
    const fitting = statement.actions.filter((pattern) =>
      matchesWildcards(pattern.toLowerCase(), action.toLowerCase()),
    );
    if (fitting.length === 0 || !statement.resources.some((pattern) => matchesWildcards(pattern, resource))) continue;
    if (!statement.conditions.every((condition) => conditionHolds(condition, context))) continue;
    if (statement.effect === 'Deny') denied = true;
    else by.push(...fitting.map((pattern) => ({ statement, action: pattern })));
  }
  return { allowed: by.length > 0 && !denied, denied, by: denied ? [] : by };
}
