import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { Endpoint } from './Installation.ts';

/** How an execution ended. */
export interface Ending {
  readonly status: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** Starts the archive machine; answers the execution's ARN. */
export async function startMachine({ sfn, outputs }: Endpoint, input: object): Promise<string> {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: outputs.ArchiveStateMachineArn, input: JSON.stringify(input) }),
  );
  return executionArn ?? '';
}

/** Waits until an execution has ended. */
export async function endOf({ sfn }: Endpoint, executionArn: string): Promise<Ending> {
  let execution: DescribeExecutionCommandOutput;
  do {
    await realSystem.clock.sleep(50);
    execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  } while (execution.status === 'RUNNING');
  return { status: execution.status ?? '', error: execution.error, cause: execution.cause };
}

/** Runs the archive machine to its end. */
export async function runMachine(endpoint: Endpoint, input: object): Promise<Ending> {
  return endOf(endpoint, await startMachine(endpoint, input));
}

/** Runs it, and nothing may be lost. */
export async function archive(endpoint: Endpoint, input: object): Promise<void> {
  expect(await runMachine(endpoint, input)).toEqual({ status: 'SUCCEEDED', error: undefined, cause: undefined });
}
