import { StateFailure } from '../interpreter/StateFailure.ts';
import type { TaskRunner } from '../interpreter/TaskRunner.ts';
import type { InvokeLambda } from '../LambdaOutcome.ts';
import { invokeFunction, lambdaInvoke } from './lambdaInvoke.ts';
import { type NestedExecutions, START_EXECUTION, startNestedExecution } from './startNestedExecution.ts';

const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';
const FUNCTION_ARN = /^arn:aws[a-z-]*:lambda:/;

/**
 * Carries out what Step Functions and Lambda do themselves, and hands every other resource on.
 * @param other further services (`events:putEvents`, `sns:publish`, `aws-sdk:*`)
 */
export function createTaskRunner(
  invokeLambda: InvokeLambda,
  nested: NestedExecutions,
  other: TaskRunner | undefined,
): TaskRunner {
  const isOwn = (resource: string) =>
    resource === LAMBDA_INVOKE || FUNCTION_ARN.test(resource) || START_EXECUTION.test(resource);
  return {
    supports: (resource) => isOwn(resource) || (other !== undefined && (other.supports?.(resource) ?? true)),
    async run(resource, args, context) {
      if (resource === LAMBDA_INVOKE) return lambdaInvoke(invokeLambda, args, context);
      if (FUNCTION_ARN.test(resource)) return invokeFunction(invokeLambda, resource, args, context);
      if (START_EXECUTION.test(resource)) return startNestedExecution(nested, resource, args, context);
      if (other === undefined)
        throw new StateFailure('States.Runtime', `The resource ${resource} is not supported here.`);
      return other.run(resource, args, context);
    },
  };
}
