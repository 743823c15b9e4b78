import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { isArchiverError } from '../../core/errors.ts';
import type { Executions } from '../../core/ports/executions.ts';
import { inOurWords } from '../awsError.ts';

/** Executions of Step Functions, as far as a lease is concerned. */
export class SfnExecutions implements Executions {
  readonly #sfn = new SFNClient({});

  async hasEnded(executionArn: string): Promise<boolean> {
    try {
      const { status } = await inOurWords(`DescribeExecution ${executionArn}`, () =>
        this.#sfn.send(new DescribeExecutionCommand({ executionArn })),
      );
      return status !== 'RUNNING';
    } catch (error) {
      // Long gone, and forgotten.
      if (isArchiverError(error, 'NotFound')) return true;
      throw error;
    }
  }
}
