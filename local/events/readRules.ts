import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';
import type { EventRule } from './EventRule.ts';
import type { InputTransformer } from './transformInput.ts';

/** The rules that the template declares; those with a schedule instead of a pattern are left out. */
export function readRules(template: EvaluatedTemplate): EventRule[] {
  return template.resources
    .filter(({ type, properties }) => type === 'AWS::Events::Rule' && properties.EventPattern !== undefined)
    .filter(({ properties }) => properties.State !== 'DISABLED')
    .map(({ ref, properties }) => ({
      name: ref,
      bus:
        String(properties.EventBusName ?? 'default')
          .split('/')
          .pop() ?? 'default',
      pattern: properties.EventPattern,
      targets: ((properties.Targets ?? []) as Record<string, unknown>[]).map((target) => ({
        arn: String(target.Arn),
        ...(typeof target.Input === 'string' ? { input: target.Input } : {}),
        ...(typeof target.InputPath === 'string' ? { inputPath: target.InputPath } : {}),
        ...(target.InputTransformer === undefined ? {} : { transformer: target.InputTransformer as InputTransformer }),
      })),
    }));
}
