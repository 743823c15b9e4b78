import type { ExecutionIdentity, ExecutionResult } from '../Execution.ts';

/**
 * A child execution as a ResultWriter writes it, and as a failed child shows in a Map's result.
 * Documented: developer guide, ResultWriter, examples with Transformation NONE.
 */
export function childRecord(identity: ExecutionIdentity, result: ExecutionResult, stopMs: number): unknown {
  const redrive =
    result.status === 'SUCCEEDED' || identity.type === 'EXPRESS'
      ? {
          RedriveStatus: 'NOT_REDRIVABLE',
          RedriveStatusReason: `Execution is ${result.status} and cannot be redriven`,
        }
      : { RedriveStatus: 'REDRIVABLE' };
  return {
    ExecutionArn: identity.executionArn,
    Input: JSON.stringify(identity.input),
    InputDetails: { Included: true },
    Name: identity.name,
    ...(result.status === 'SUCCEEDED'
      ? { Output: JSON.stringify(result.output), OutputDetails: { Included: true } }
      : { Error: result.error ?? '', Cause: result.cause ?? '' }),
    RedriveCount: 0,
    ...redrive,
    StartDate: new Date(identity.startMs).toISOString(),
    StateMachineArn: identity.stateMachineArn,
    Status: result.status,
    StopDate: new Date(stopMs).toISOString(),
  };
}
