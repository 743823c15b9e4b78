import { ArchiverError } from '../../core/errors.ts';
import type { States } from '../states/createStates.ts';
import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';

function definitionOf(properties: Readonly<Record<string, unknown>>, logicalId: string): unknown {
  if (properties.Definition !== undefined) return properties.Definition;
  try {
    return JSON.parse(String(properties.DefinitionString));
  } catch (cause) {
    throw new ArchiverError('InvalidInput', `the definition of ${logicalId} is not JSON`, { cause });
  }
}

/** Declares the template's state machines. @throws ArchiverError InvalidInput that names the machine */
export function defineStateMachines(template: EvaluatedTemplate, states: States): void {
  for (const { logicalId, type, ref, attributes, properties } of template.resources) {
    if (type !== 'AWS::StepFunctions::StateMachine') continue;
    const definition = definitionOf(properties, logicalId);
    try {
      states.defineStateMachine({
        name: attributes.Name ?? logicalId,
        arn: ref,
        definition,
        type: properties.StateMachineType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
        roleArn: String(properties.RoleArn),
      });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ArchiverError('InvalidInput', `state machine ${logicalId}: ${why}`, { cause });
    }
  }
}
