import { ArchiverError } from '../../core/errors.ts';
import type { LambdaHost } from '../lambda/createLambdaHost.ts';

export interface TargetServices {
  readonly lambda: LambdaHost;
  startExecution(stateMachineArn: string, input: unknown): Promise<unknown>;
  /** @returns undefined where there is no such topic */
  publish(topicArn: string, message: string): string | undefined;
}

function parse(input: string, targetArn: string): unknown {
  try {
    return JSON.parse(input);
  } catch (cause) {
    throw new ArchiverError('InvalidInput', `the input for ${targetArn} is not JSON: ${input.slice(0, 200)}`, {
      cause,
    });
  }
}

/** Calls the targets of schedules and rules: state machines, functions, topics. Rejects where a target fails. */
export function createTargets(services: TargetServices): (targetArn: string, input: string) => Promise<void> {
  return async (targetArn, input) => {
    // Scheduler's universal target: the call's own parameters are the input.
    if (targetArn === 'arn:aws:scheduler:::aws-sdk:sfn:startExecution') {
      const call = parse(input, targetArn) as { StateMachineArn?: string; Input?: string };
      await services.startExecution(String(call.StateMachineArn), parse(call.Input ?? '{}', targetArn));
    } else if (targetArn.includes(':stateMachine:')) {
      await services.startExecution(targetArn, parse(input, targetArn));
    } else if (targetArn.includes(':function:')) {
      const outcome = await services.lambda.invoke(targetArn, parse(input, targetArn));
      if (!outcome.ok)
        throw new ArchiverError('Internal', `${targetArn}: ${outcome.errorType}: ${outcome.errorMessage}`);
    } else if (targetArn.startsWith('arn:aws:sns:')) {
      if (services.publish(targetArn, input) === undefined) {
        throw new ArchiverError('NotFound', `there is no topic ${targetArn}`);
      }
    } else {
      throw new ArchiverError('InvalidInput', `the target ${targetArn} is not available on the embedded stack`);
    }
  };
}
