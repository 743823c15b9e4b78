import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';
import { readStatements } from './readStatements.ts';
import type { Statement } from './Statement.ts';

/** A role of the template. */
export interface Role {
  /** Its name in the template. */
  readonly logicalId: string;
  readonly arn: string;
  readonly statements: readonly Statement[];
}

/**
 * The roles that the template declares, with their inline policies, by ARN. Policies of others (managed ones) are not
 * known here, so they grant nothing.
 * @throws ArchiverError InvalidInput that names the place in the template
 */
export function readRoles(template: EvaluatedTemplate): ReadonlyMap<string, Role> {
  const roles = template.resources
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .map(({ logicalId, ref, attributes, properties }): [string, Role] => {
      const arn = attributes.Arn ?? ref;
      const policies = (properties.Policies ?? []) as readonly { readonly PolicyDocument?: unknown }[];
      const statements = policies.flatMap(({ PolicyDocument }, index) =>
        readStatements(PolicyDocument, `Resources.${logicalId}.Properties.Policies[${index}].PolicyDocument`),
      );
      return [arn, { logicalId, arn, statements }];
    });
  return new Map(roles);
}
