/** The events of one task's call: their types, and the details all of them bear. */
export interface TaskEvents {
  /** The resource's short name, for messages. */
  readonly name: string;
  readonly scheduled: string;
  readonly started: string;
  readonly succeeded: string;
  readonly failed: string;
  readonly timedOut: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  scheduledDetails(args: unknown, timeoutSeconds: number | undefined): Record<string, unknown>;
}

const INTEGRATION = /^arn:[^:]+:states:[^:]*:[^:]*:(.+):([^:]+?)(\.sync(?::2)?)?$/;

/**
 * How a resource shows in the history. Documented: API reference, HistoryEvent: a function's own ARN as
 * `LambdaFunction*`; a service integration as `Task*` with `resourceType` (`lambda`, `aws-sdk:dynamodb`) and `resource`
 * (`invoke`, `startExecution.sync:2`).
 */
export function describeResource(resource: string, executionArn: string): TaskEvents {
  const match = INTEGRATION.exec(resource);
  const timeout = (seconds: number | undefined) => (seconds === undefined ? {} : { timeoutInSeconds: seconds });
  if (match === null) {
    return {
      name: resource,
      scheduled: 'LambdaFunctionScheduled',
      started: 'LambdaFunctionStarted',
      succeeded: 'LambdaFunctionSucceeded',
      failed: 'LambdaFunctionFailed',
      timedOut: 'LambdaFunctionTimedOut',
      details: undefined,
      scheduledDetails: (args, seconds) => ({
        resource,
        input: JSON.stringify(args),
        inputDetails: { truncated: false },
        ...timeout(seconds),
      }),
    };
  }
  const [, resourceType = '', action = '', pattern = ''] = match;
  const details = { resourceType, resource: `${action}${pattern}` };
  return {
    name: details.resource,
    scheduled: 'TaskScheduled',
    started: 'TaskStarted',
    succeeded: 'TaskSucceeded',
    failed: 'TaskFailed',
    timedOut: 'TaskTimedOut',
    details,
    scheduledDetails: (args, seconds) => ({
      ...details,
      region: executionArn.split(':')[3] ?? '',
      parameters: JSON.stringify(args),
      ...timeout(seconds),
    }),
  };
}
