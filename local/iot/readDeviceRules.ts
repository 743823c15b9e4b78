import { readStatements } from '../iam/readStatements.ts';
import type { Statement } from '../iam/Statement.ts';
import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';

/** What a device may ask for by its certificate. */
export interface RoleAlias {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly durationSeconds: number;
  /** The longest session of the role; 0 where there is no such role, or AWS IoT may not assume it. */
  readonly longestSeconds: number;
}

/** What the template says of devices. */
export interface DeviceRules {
  readonly roleAliases: ReadonlyMap<string, RoleAlias>;
  /** Of the IoT policies, which every certificate that is made here bears. */
  readonly statements: readonly Statement[];
  readonly thingTypeName: string | undefined;
}

/** Documented: CloudFormation reference, AWS::IoT::RoleAlias and AWS::IAM::Role, defaults. */
const DEFAULT_SECONDS = 3_600;

/** Whether a trust policy lets AWS IoT's credentials provider in. */
function trustsIot(document: unknown): boolean {
  const { Statement } = (document ?? {}) as { Statement?: readonly { Effect?: string; Principal?: unknown }[] };
  return [Statement ?? []]
    .flat()
    .some(
      ({ Effect, Principal }) =>
        Effect === 'Allow' && JSON.stringify(Principal).includes('"credentials.iot.amazonaws.com"'),
    );
}

/**
 * The role aliases, IoT policies and the thing type of the template.
 * @throws ArchiverError InvalidInput for a policy that could not be enforced
 */
export function readDeviceRules(template: EvaluatedTemplate): DeviceRules {
  const ofType = (type: string) => template.resources.filter((resource) => resource.type === type);
  const longest = new Map(
    ofType('AWS::IAM::Role').map(({ ref, attributes, properties }): [string, number] => [
      attributes.Arn ?? ref,
      trustsIot(properties.AssumeRolePolicyDocument) ? Number(properties.MaxSessionDuration ?? DEFAULT_SECONDS) : 0,
    ]),
  );
  const aliases = ofType('AWS::IoT::RoleAlias').map(({ ref, attributes, properties }): [string, RoleAlias] => {
    const roleArn = String(properties.RoleArn);
    const durationSeconds = Number(properties.CredentialDurationSeconds ?? DEFAULT_SECONDS);
    const arn = attributes.RoleAliasArn ?? ref;
    return [ref, { name: ref, arn, roleArn, durationSeconds, longestSeconds: longest.get(roleArn) ?? 0 }];
  });
  return {
    roleAliases: new Map(aliases),
    statements: ofType('AWS::IoT::Policy').flatMap(({ logicalId, properties }) =>
      readStatements(properties.PolicyDocument, `Resources.${logicalId}.Properties.PolicyDocument`),
    ),
    thingTypeName: ofType('AWS::IoT::ThingType')[0]?.ref,
  };
}
