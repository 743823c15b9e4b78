import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { realSystem } from '../../cloud/system/realSystem.ts';
import type { Clients } from './clientsOf.ts';
import type { StackProcess } from './StackProcess.ts';

const POLL_MS = 25;

/** Runs the archive machine to its end. @throws Error where it does not succeed */
export async function runArchive(
  { sfn }: Pick<Clients, 'sfn'>,
  { outputs }: Pick<StackProcess, 'outputs'>,
  input: object,
): Promise<void> {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: outputs.ArchiveStateMachineArn, input: JSON.stringify(input) }),
  );
  let execution: DescribeExecutionCommandOutput;
  do {
    await realSystem.clock.sleep(POLL_MS);
    execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  } while (execution.status === 'RUNNING');
  if (execution.status !== 'SUCCEEDED') {
    throw new Error(`the archive machine ended as ${execution.status}: ${execution.error} ${execution.cause}`);
  }
}
