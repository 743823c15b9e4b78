import type { AccessRequest } from './AccessRequest.ts';
import { decide } from './decide.ts';
import type { Role } from './readRoles.ts';
import type { Statement } from './Statement.ts';

/** What a role may not do, as AWS words it. */
export interface Refusal {
  readonly action: string;
  readonly resource: string;
  readonly message: string;
}

/** One action of one statement, and how often it was what allowed a call. */
export interface GrantUse {
  readonly action: string;
  readonly resources: readonly string[];
  readonly uses: number;
}

export interface RoleUse {
  readonly role: string;
  readonly grants: readonly GrantUse[];
  /** What was refused, each action and resource once. */
  readonly refused: readonly { readonly action: string; readonly resource: string; readonly times: number }[];
}

export interface Permissions {
  /**
   * Asks whether a role may do all of this.
   * @param session who acts in the role: the function's or the execution's name
   * @returns the first refusal, or undefined where all is allowed
   */
  check(roleArn: string, session: string, requests: readonly AccessRequest[]): Refusal | undefined;
  /** Whether a role may do it, without counting it as done. */
  allows(roleArn: string, request: AccessRequest): boolean;
  report(): readonly RoleUse[];
}

/** Different refusals that a role's report keeps. */
const KEPT_REFUSALS = 200;

/** The permissions of the template's roles, and which of them have been used since the start. */
export function createPermissions(roles: ReadonlyMap<string, Role>, accountId: string): Permissions {
  const uses = new Map<Statement, Map<string, number>>();
  const refusals = new Map<string, Map<string, { action: string; resource: string; times: number }>>();

  function refuse(roleArn: string, session: string, { action, resource }: AccessRequest, explicit: boolean): Refusal {
    const known = refusals.get(roleArn) ?? new Map();
    refusals.set(roleArn, known);
    const key = `${action} ${resource}`;
    const entry = known.get(key);
    if (entry !== undefined) entry.times += 1;
    else if (known.size < KEPT_REFUSALS) known.set(key, { action, resource, times: 1 });
    const who = `arn:aws:sts::${accountId}:assumed-role/${roleArn.split('/').pop()}/${session}`;
    const why = explicit
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
    const message = `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
    return { action, resource, message };
  }

  return {
    check(roleArn, session, requests) {
      const statements = roles.get(roleArn)?.statements ?? [];
      const granted: { statement: Statement; action: string }[] = [];
      for (const request of requests) {
        const decision = decide(statements, request);
        if (!decision.allowed) return refuse(roleArn, session, request, decision.denied);
        granted.push(...decision.by);
      }
      for (const { statement, action } of granted) {
        const counts = uses.get(statement) ?? new Map<string, number>();
        uses.set(statement, counts.set(action, (counts.get(action) ?? 0) + 1));
      }
      return undefined;
    },
    allows: (roleArn, request) => decide(roles.get(roleArn)?.statements ?? [], request).allowed,
    report: () =>
      [...roles.values()].map(({ logicalId, arn, statements }) => ({
        role: logicalId,
        grants: statements
          .filter(({ effect }) => effect === 'Allow')
          .flatMap((statement) =>
            statement.actions.map((action) => ({
              action,
              resources: statement.resources,
              uses: uses.get(statement)?.get(action) ?? 0,
            })),
          ),
        refused: [...(refusals.get(arn)?.values() ?? [])],
      })),
  };
}
