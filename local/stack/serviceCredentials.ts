import type { Credential } from '../auth/Credential.ts';
import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';

/**
 * The keys with which a service acts in a role of the template that is named to it: none of a role that is not there, or
 * that does not let the service in.
 *
 * @param principal such as `mediaconvert.amazonaws.com`
 */
export function serviceCredentials(
  template: EvaluatedTemplate,
  principal: string,
  credentialOf: (roleArn: string) => Credential,
): (roleArn: string) => Credential | 'missing' | 'untrusted' {
  const roles = new Map(
    template.resources
      .filter(({ type }) => type === 'AWS::IAM::Role')
      .map(({ ref, attributes, properties }) => [attributes.Arn ?? ref, properties.AssumeRolePolicyDocument]),
  );
  return (roleArn) => {
    const trust = roles.get(roleArn);
    if (trust === undefined) return 'missing';
    return trusts(trust, principal) ? credentialOf(roleArn) : 'untrusted';
  };
}

function trusts(document: unknown, principal: string): boolean {
  const { Statement: statements = [] } = (document ?? {}) as { readonly Statement?: unknown };
  return [statements].flat().some((statement) => {
    const { Effect, Principal } = (statement ?? {}) as { readonly Effect?: unknown; readonly Principal?: unknown };
    const { Service } = (Principal ?? {}) as { readonly Service?: unknown };
    return Effect === 'Allow' && [Service].flat().includes(principal);
  });
}
