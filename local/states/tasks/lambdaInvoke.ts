import { StateFailure } from '../interpreter/StateFailure.ts';
import type { TaskContext } from '../interpreter/TaskRunner.ts';
import type { InvokeLambda } from '../LambdaOutcome.ts';

/** The optimised integration. */
export const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';
export const FUNCTION_ARN = /^arn:aws[a-z-]*:lambda:/;
const ARGUMENTS = ['FunctionName', 'Payload', 'InvocationType', 'Qualifier'];

/**
 * A Task whose Resource is a function's ARN: Arguments are the payload, the result is what the function returned.
 * @throws StateFailure named as the function's errorType, with the whole error payload as JSON for its cause
 */
export async function invokeFunction(
  invokeLambda: InvokeLambda,
  functionNameOrArn: string,
  payload: unknown,
  context: TaskContext,
): Promise<unknown> {
  const outcome = await invokeLambda(functionNameOrArn, payload, { signal: context.signal });
  if (outcome.ok) return outcome.payload;
  const { errorType, errorMessage, payload: error } = outcome;
  throw new StateFailure(
    errorType === '' ? 'Lambda.Unknown' : errorType,
    JSON.stringify(error ?? { errorMessage, errorType }),
  );
}

/**
 * `arn:aws:states:::lambda:invoke`. Documented: developer guide, "Invoke an AWS Lambda function": the result is
 * `{ ExecutedVersion, Payload, StatusCode }`; errors of the service keep their name, `Lambda.*`.
 * @throws StateFailure
 */
export async function lambdaInvoke(invokeLambda: InvokeLambda, args: unknown, context: TaskContext): Promise<unknown> {
  const given = typeof args === 'object' && args !== null ? (args as Record<string, unknown>) : {};
  const unknown = Object.keys(given).find((key) => !ARGUMENTS.includes(key));
  if (unknown !== undefined) throw new StateFailure('States.Runtime', `The argument ${unknown} is not supported here.`);
  const { FunctionName, Payload = {}, InvocationType = 'RequestResponse', Qualifier = '$LATEST' } = given;
  if (typeof FunctionName !== 'string') throw new StateFailure('States.Runtime', 'FunctionName must be a string.');
  if (InvocationType !== 'RequestResponse') {
    throw new StateFailure('States.Runtime', `InvocationType ${String(InvocationType)} is not supported here.`);
  }
  const result = await invokeFunction(invokeLambda, FunctionName, Payload, context);
  return { ExecutedVersion: Qualifier, Payload: result, StatusCode: 200 };
}
