import type { ExecutionIdentity, ExecutionResult } from '../interpreter/Execution.ts';

/** An execution as the API describes it. Times in UTC epoch milliseconds. */
export interface ExecutionRecord {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly roleArn: string;
  readonly startMs: number;
  readonly mapRunArn?: string;
  readonly mapIndex?: number;
  /** How often it was redriven, and when last. */
  readonly redriveCount?: number;
  readonly redriveMs?: number;
  /** As it was given, to the byte. */
  readonly input: string;
  readonly end?: ExecutionEnd;
}

export interface ExecutionEnd {
  readonly status: ExecutionResult['status'];
  readonly stopMs: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

export function recordOf(identity: ExecutionIdentity, input: string): ExecutionRecord {
  const { executionArn, name, stateMachineArn, roleArn, startMs, mapRunArn, mapIndex } = identity;
  return {
    executionArn,
    name,
    stateMachineArn,
    roleArn,
    startMs,
    input,
    ...(mapRunArn === undefined ? {} : { mapRunArn }),
    ...(mapIndex === undefined ? {} : { mapIndex }),
  };
}

export function endOf(result: ExecutionResult, stopMs: number): ExecutionEnd {
  if (result.status === 'SUCCEEDED') return { status: result.status, stopMs, output: JSON.stringify(result.output) };
  const { status, error, cause } = result;
  return { status, stopMs, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}
