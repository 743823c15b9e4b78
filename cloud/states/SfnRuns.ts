import { isDeepStrictEqual } from 'node:util';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ArchiverError } from '../../core/errors.ts';
import type { RunDescription, Runs } from '../../core/ports/runs.ts';
import { inOurWords } from '../awsError.ts';

/** Executions of the archive machine in Step Functions, by their names. */
export class SfnRuns implements Runs {
  readonly #sfn: SFNClient;
  readonly #machineArn: string;

  constructor(machineArn: string, sfn = new SFNClient({})) {
    this.#machineArn = machineArn;
    this.#sfn = sfn;
  }

  async start(executionId: string, input: Readonly<Record<string, unknown>>): Promise<void> {
    try {
      await this.#sfn.send(
        new StartExecutionCommand({
          stateMachineArn: this.#machineArn,
          name: executionId,
          input: JSON.stringify(input),
        }),
      );
    } catch (error) {
      // A name is taken for 90 days after its execution has ended (API reference, StartExecution).
      if (error instanceof Error && error.name === 'ExecutionAlreadyExists') {
        const standing = await this.describe(executionId);
        if (isDeepStrictEqual(standing.input, input)) return;
        throw new ArchiverError('Conflict', 'clientToken: a run was asked for under it with another range');
      }
      await inOurWords(`StartExecution ${executionId}`, () => Promise.reject(error));
    }
  }

  async describe(executionId: string): Promise<RunDescription> {
    const executionArn = `${this.#machineArn.replace(':stateMachine:', ':execution:')}:${executionId}`;
    const execution = await inOurWords(`execution ${executionId}`, () =>
      this.#sfn.send(new DescribeExecutionCommand({ executionArn })),
    );
    const { status, startDate, stopDate, input, output, error, cause } = execution;
    return {
      executionId,
      status: status === undefined || status === 'PENDING_REDRIVE' ? 'RUNNING' : status,
      startedMs: startDate?.getTime() ?? 0,
      ...(stopDate === undefined ? {} : { endedMs: stopDate.getTime() }),
      input: JSON.parse(input ?? '{}') as unknown,
      ...(output === undefined ? {} : { output: JSON.parse(output) as unknown }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
  }
}
