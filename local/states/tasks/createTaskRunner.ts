import type { AuthorizeMachine } from '../interpreter/Execution.ts';
import { StateFailure } from '../interpreter/StateFailure.ts';
import type { TaskRunner } from '../interpreter/TaskRunner.ts';
import type { InvokeLambda } from '../LambdaOutcome.ts';
import { FUNCTION_ARN, invokeFunction, LAMBDA_INVOKE, lambdaInvoke } from './lambdaInvoke.ts';
import { type NestedExecutions, START_EXECUTION, startNestedExecution } from './startNestedExecution.ts';
import { taskAccess } from './taskAccess.ts';

/**
 * Carries out what Step Functions and Lambda do themselves, and hands every other resource on.
 * @param other further services (`events:putEvents`, `sns:publish`, `aws-sdk:*`)
 * @param authorize asked whether the machine's role allows the task; all are allowed, where it is left out
 */
export function createTaskRunner(
  invokeLambda: InvokeLambda,
  nested: NestedExecutions,
  other: TaskRunner | undefined,
  authorize?: AuthorizeMachine,
): TaskRunner {
  const isOwn = (resource: string) =>
    resource === LAMBDA_INVOKE || FUNCTION_ARN.test(resource) || START_EXECUTION.test(resource);
  return {
    supports: (resource) => isOwn(resource) || (other !== undefined && (other.supports?.(resource) ?? true)),
    async run(resource, args, context) {
      if (authorize !== undefined) {
        const { error, actions } = taskAccess(resource, args, context.executionArn);
        const refusal = authorize(context.roleArn, context.executionArn, actions);
        if (refusal !== undefined) throw new StateFailure(error, refusal);
      }
      if (resource === LAMBDA_INVOKE) return lambdaInvoke(invokeLambda, args, context);
      if (FUNCTION_ARN.test(resource)) return invokeFunction(invokeLambda, resource, args, context);
      if (START_EXECUTION.test(resource)) return startNestedExecution(nested, resource, args, context);
      if (other === undefined)
        throw new StateFailure('States.Runtime', `The resource ${resource} is not supported here.`);
      return other.run(resource, args, context);
    },
  };
}
