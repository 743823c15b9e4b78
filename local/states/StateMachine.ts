import type { StateMachineDefinition } from './interpreter/Definition.ts';
import type { ExecutionType } from './interpreter/Execution.ts';

/** A machine as it is declared. */
export interface StateMachine {
  readonly name: string;
  readonly arn: string;
  readonly definition: StateMachineDefinition;
  readonly type: ExecutionType;
  readonly roleArn: string;
  readonly createdMs: number;
}

/** An execution began or ended: what EventBridge is told as "Step Functions Execution Status Change". Times in epoch milliseconds. */
export interface ExecutionStatusChange {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly startMs: number;
  readonly stopMs?: number;
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}
