import { FUNCTION_ARN, LAMBDA_INVOKE } from './lambdaInvoke.ts';
import { START_EXECUTION } from './startNestedExecution.ts';

/** An action on a resource that a machine's role has to allow. */
export interface MachineAction {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** What a task's action needs, and the error that it fails with where that is refused. */
export interface TaskAccess {
  readonly error: string;
  readonly actions: readonly MachineAction[];
}

const SERVICE = /^arn:aws[a-z-]*:states:::(?:aws-sdk:)?([a-z0-9]+):([A-Za-z]+)/;
/** The one by which Step Functions learns that an execution it waits for has ended. */
const SYNC_RULE = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';

/**
 * What a task needs of its machine's role. Documented: developer guide, "IAM policies for integrated services" (Lambda,
 * Step Functions with `.sync`, DynamoDB, EventBridge, SNS). Observed is the error of Lambda; those of the others are
 * assumed to be built as the service's other errors are.
 */
export function taskAccess(resource: string, args: unknown, executionArn: string): TaskAccess {
  const given = (typeof args === 'object' && args !== null ? args : {}) as Readonly<Record<string, unknown>>;
  const [, , , region, account] = executionArn.split(':');
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${region}:${account}:${rest}`;
  const whole = (service: string, kind: string, name: string): string =>
    name.startsWith('arn:') ? name : arn(service, `${kind}${name}`);

  if (resource === LAMBDA_INVOKE || FUNCTION_ARN.test(resource)) {
    const name = resource === LAMBDA_INVOKE ? String(given.FunctionName) : resource;
    const action = { action: 'lambda:InvokeFunction', resource: whole('lambda', 'function:', name) };
    return { error: 'Lambda.AWSLambdaException', actions: [action] };
  }
  const nested = START_EXECUTION.exec(resource);
  if (nested !== null) {
    const machineArn = String(given.StateMachineArn);
    const executions = `${machineArn.replace(':stateMachine:', ':execution:')}:*`;
    const rule = arn('events', `rule/${SYNC_RULE}`);
    const waits = ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'].map((action) => ({
      action,
      resource: rule,
    }));
    const follows = ['states:DescribeExecution', 'states:StopExecution'].map((action) => ({
      action,
      resource: executions,
    }));
    const starts = { action: 'states:StartExecution', resource: machineArn };
    return {
      error: 'StepFunctions.AWSStepFunctionsException',
      actions: nested[1] === undefined ? [starts] : [starts, ...follows, ...waits],
    };
  }
  const [, service = '', operation = ''] = SERVICE.exec(resource) ?? [];
  const name = `${operation[0]?.toUpperCase() ?? ''}${operation.slice(1)}`;
  if (service === 'dynamodb') {
    const table = whole('dynamodb', 'table/', String(given.TableName));
    const index = typeof given.IndexName === 'string' ? `/index/${given.IndexName}` : '';
    const action = { action: `dynamodb:${name}`, resource: `${table}${index}` };
    return { error: 'DynamoDB.AccessDeniedException', actions: [action] };
  }
  if (service === 'events' || service === 'eventbridge') {
    const entries = (Array.isArray(given.Entries) ? given.Entries : []) as Readonly<Record<string, unknown>>[];
    const actions = entries.map((entry) => ({
      action: 'events:PutEvents',
      resource: arn(
        'events',
        `event-bus/${String(entry.EventBusName ?? 'default')
          .split('/')
          .pop()}`,
      ),
      context: { 'events:source': String(entry.Source), 'events:detail-type': String(entry.DetailType) },
    }));
    return { error: 'EventBridge.AccessDeniedException', actions };
  }
  const target = service === 'sns' ? String(given.TopicArn) : '*';
  return { error: `${service}.AccessDeniedException`, actions: [{ action: `${service}:${name}`, resource: target }] };
}
