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

/** `${credentials-iot:ThingName}`. */
const VARIABLE = /\$\{([^}]*)\}/g;

/**
 * Whether a statement is about a resource. Variables get the request's values; a pattern with one that the request
 * lacks is about nothing. Documented: IAM user guide, "IAM policy elements: Variables and tags". A value with a star
 * would be a pattern of its caller's own making: it is about nothing here either (assumed).
 */
function isAbout({ resources }: Statement, resource: string, context: Readonly<Record<string, string>>): boolean {
  return resources.some((pattern) => {
    let resolved = true;
    const text = pattern.replace(VARIABLE, (_, name: string) => {
      const value = Object.hasOwn(context, name.toLowerCase()) ? context[name.toLowerCase()] : undefined;
      if (value === undefined || /[*?]/.test(value)) resolved = false;
      return value ?? '';
    });
    return resolved && matchesWildcards(text, resource);
  });
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
    if (fitting.length === 0 || !isAbout(statement, resource, context)) continue;
    if (!statement.conditions.every((condition) => conditionHolds(condition, context))) continue;
    if (statement.effect === 'Deny') denied = true;
    else by.push(...fitting.map((pattern) => ({ statement, action: pattern })));
  }
  return { allowed: by.length > 0 && !denied, denied, by: denied ? [] : by };
}
