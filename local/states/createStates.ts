import type { System } from '../../core/system.ts';
import type { LocalService } from '../service.ts';
import { stateMachineArn } from './arns.ts';
import { Executions } from './Executions.ts';
import { handleRequest } from './handleRequest.ts';
import { checkDefinition } from './interpreter/checkDefinition.ts';
import type { AuthorizeMachine, ExecutionIdentity, ExecutionType } from './interpreter/Execution.ts';
import type { HistoryEvent } from './interpreter/HistoryEvent.ts';
import type { TaskRunner } from './interpreter/TaskRunner.ts';
import type { InvokeLambda } from './LambdaOutcome.ts';
import type { ExecutionStatusChange, StateMachine } from './StateMachine.ts';
import type { StatesS3, StatesS3InRoles } from './StatesS3.ts';
import { ExecutionStore } from './store/ExecutionStore.ts';
import { createTaskRunner } from './tasks/createTaskRunner.ts';
import type { NestedExecutions, StartedExecution } from './tasks/startNestedExecution.ts';

export interface StatesOptions {
  /** Executions and histories are kept here. */
  readonly dataDir: string;
  readonly system: System;
  readonly region: string;
  readonly accountId: string;
  readonly invokeLambda: InvokeLambda;
  /** Resources beyond Lambda and Step Functions itself (`events:putEvents`, `sns:publish`, `aws-sdk:*`). */
  readonly taskRunner?: TaskRunner;
  readonly s3: StatesS3 | StatesS3InRoles;
  /** Asked whether a machine's role allows what the machine does; all is allowed, where it is left out. */
  readonly authorize?: AuthorizeMachine;
  /** An execution began or ended; not told of a Map's children. */
  readonly onExecutionEvent?: (event: ExecutionStatusChange) => void;
  /** Every event of every execution, a Map's children (Express too) included. */
  readonly onHistoryEvent?: (event: HistoryEvent, execution: ExecutionIdentity) => void;
}

export interface StateMachineDeclaration {
  readonly name: string;
  /** By default made from Region, account and name. */
  readonly arn?: string;
  /** Amazon States Language, JSONata, as an object. */
  readonly definition: unknown;
  readonly type: ExecutionType;
  readonly roleArn: string;
}

export interface States extends LocalService {
  /** Declares a machine, or puts another in its place; executions under way go on with the old one. @throws InvalidDefinition */
  defineStateMachine(declaration: StateMachineDeclaration): StateMachine;
  /** As the API does it. Rejects with StatesApiError. */
  startExecution(request: { stateMachineArn: string; name?: string; input?: unknown }): Promise<StartedExecution>;
}

/** The emulated Step Functions: machines as declared, executions kept under `dataDir`. */
export async function createStates(options: StatesOptions): Promise<States> {
  const { system, s3 } = options;
  const machines = new Map<string, StateMachine>();
  const store = new ExecutionStore(options.dataDir, () => system.clock.now());
  const nested: NestedExecutions = {
    start: (request) => executions.start(request),
    stop: (arn, reason) => executions.stop(arn, reason),
  };
  const taskRunner = createTaskRunner(options.invokeLambda, nested, options.taskRunner, options.authorize);
  const executions: Executions = new Executions({
    machines,
    store,
    host: { system, taskRunner, s3, authorize: options.authorize },
    onStatus: (change) => options.onExecutionEvent?.(change),
    onHistoryEvent: (event, execution) => options.onHistoryEvent?.(event, execution),
  });
  const context = { machines, executions, store, clock: system.clock };
  return {
    name: 'sfn',
    defineStateMachine({ name, arn, definition, type, roleArn }) {
      const checked = checkDefinition(definition, (resource) => taskRunner.supports?.(resource) ?? true);
      const createdMs = system.clock.now();
      const machine = {
        name,
        arn: arn ?? stateMachineArn(options, name),
        definition: checked,
        type,
        roleArn,
        createdMs,
      };
      machines.set(machine.arn, machine);
      return machine;
    },
    startExecution: (request) => executions.start({ name: undefined, input: {}, ...request }),
    handle: (request, response) => handleRequest(request, response, context, system.random.uuid()),
    close: () => executions.close(),
  };
}
