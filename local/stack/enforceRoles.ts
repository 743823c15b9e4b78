import type { IncomingMessage } from 'node:http';
import type { Credential } from '../auth/Credential.ts';
import { parseSignature } from '../auth/parseSignature.ts';
import { type Actor, createGatekeeper, type Gatekeeper, requestsOf } from '../iam/createGatekeeper.ts';
import { createPermissions, type Permissions } from '../iam/createPermissions.ts';
import { readRoles } from '../iam/readRoles.ts';
import { KvsError } from '../kvs/kvsError.ts';
import type { Authorize } from '../kvs/operations/Operation.ts';
import type { LambdaFunction } from '../lambda/lambdaFunction.ts';
import type { AuthorizeMachine } from '../states/interpreter/Execution.ts';
import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';

export interface RoleOptions {
  readonly region: string;
  readonly accountId: string;
  find(accessKeyId: string): Credential | undefined;
}

/** The template's roles, as each part of the stack asks for them. */
export interface EnforcedRoles {
  readonly permissions: Permissions;
  readonly gatekeeper: Gatekeeper;
  readonly authorizeKvs: Authorize;
  readonly authorizeMachine: AuthorizeMachine;
  mayKnowAbsence(request: IncomingMessage): boolean;
  /** Of whoever bears a key, as an IAM authorizer tells it. */
  arnOf(accessKeyId: string): string;
}

/**
 * Enforces the roles that the template gives to its functions and machines. Whose call it is, its key says: also where
 * signatures are not verified.
 * @throws ArchiverError InvalidInput for a policy that could not be enforced
 */
export function enforceRoles(
  template: EvaluatedTemplate,
  functions: readonly LambdaFunction[],
  options: RoleOptions,
): EnforcedRoles {
  const roles = readRoles(template);
  const permissions = createPermissions(roles, options.accountId);
  const ofFunctions = new Map(
    template.resources
      .filter(({ type }) => type === 'AWS::Lambda::Function')
      .map(({ ref, properties }): [string, Actor] => [ref, { roleArn: String(properties.Role), session: ref }]),
  );

  function actorOf(accessKeyId: string): Actor | undefined {
    const { principal, temporary } = options.find(accessKeyId) ?? {};
    if (principal === undefined) return undefined;
    if (temporary !== undefined) return { roleArn: principal, session: temporary.name, context: temporary.context };
    return ofFunctions.get(principal) ?? (roles.has(principal) ? { roleArn: principal, session: 'states' } : undefined);
  }

  const keyOf = (request: IncomingMessage): string => {
    const claim = parseSignature(request);
    return typeof claim === 'string' ? '' : claim.accessKeyId;
  };
  const gatekeeper = createGatekeeper({
    ...options,
    permissions,
    actorOf,
    buckets: new Set(template.resources.filter(({ type }) => type === 'AWS::S3::Bucket').map(({ ref }) => ref)),
    apiId: template.resources.find(({ type }) => type === 'AWS::ApiGatewayV2::Api')?.ref ?? '*',
    functionArn: (name) =>
      functions.find((fn) => fn.name === name)?.arn ??
      (name.startsWith('arn:') ? name : `arn:aws:lambda:${options.region}:${options.accountId}:function:${name}`),
  });

  return {
    permissions,
    gatekeeper,
    authorizeKvs({ operation, resource, request }) {
      const actor = actorOf(keyOf(request));
      if (actor === undefined) return;
      const needed = [{ action: `kinesisvideo:${operation}`, resource }];
      const refusal = permissions.check(actor.roleArn, actor.session, requestsOf(actor, needed));
      if (refusal !== undefined) throw new KvsError('AccessDeniedException', refusal.message);
    },
    authorizeMachine: (roleArn, executionArn, actions) =>
      permissions.check(roleArn, executionArn.split(':').pop() ?? '', actions)?.message,
    arnOf(accessKeyId) {
      const actor = actorOf(accessKeyId);
      if (actor !== undefined) {
        const role = actor.roleArn.split('/').pop();
        return `arn:aws:sts::${options.accountId}:assumed-role/${role}/${actor.session}`;
      }
      const known = options.find(accessKeyId)?.principal;
      return `arn:aws:iam::${options.accountId}:${known === 'admin' ? 'root' : `user/${accessKeyId}`}`;
    },
    mayKnowAbsence: (request) => gatekeeper.mayKnowAbsence(request, keyOf(request)),
  };
}
