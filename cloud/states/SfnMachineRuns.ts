import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { ArchiverError } from '../../core/errors.ts';
import type { MachineOutline } from '../../core/machines/MachineOutline.ts';
import { readOutline } from '../../core/machines/readOutline.ts';
import type { ChildCounts, KnownRun, ListedRun, MachineRuns, RunStatus } from '../../core/ports/machineRuns.ts';
import type { RunEvent } from '../../core/runs/RunEvent.ts';
import { inOurWords } from '../awsError.ts';
import { runEventOf } from './runEventOf.ts';

/** Documented: GetExecutionHistory and ListExecutions, `maxResults`. */
const PAGE = 1000;

/** Executions of one machine in Step Functions. */
export class SfnMachineRuns implements MachineRuns {
  readonly #sfn: SFNClient;
  readonly #machineArn: string;

  constructor(machineArn: string, sfn = new SFNClient({})) {
    this.#machineArn = machineArn;
    this.#sfn = sfn;
  }

  async list({ status, limit, token }: Parameters<MachineRuns['list']>[0]) {
    try {
      const { executions = [], nextToken } = await this.#sfn.send(
        new ListExecutionsCommand({
          stateMachineArn: this.#machineArn,
          maxResults: Math.min(limit, PAGE),
          ...(status === undefined ? {} : { statusFilter: status }),
          ...(token === undefined ? {} : { nextToken: token }),
        }),
      );
      return { runs: executions.map(listed), ...(nextToken === undefined ? {} : { token: nextToken }) };
    } catch (error) {
      // Documented: a token is good for 24 hours.
      if (error instanceof Error && error.name === 'InvalidToken') {
        throw new ArchiverError('InvalidInput', 'nextToken: is none, or is older than 24 hours', { cause: error });
      }
      return inOurWords('ListExecutions', () => Promise.reject(error));
    }
  }

  async describe(executionId: string): Promise<KnownRun> {
    const executionArn = `${this.#machineArn.replace(':stateMachine:', ':execution:')}:${executionId}`;
    const execution = await inOurWords(`execution ${executionId}`, () =>
      this.#sfn.send(new DescribeExecutionCommand({ executionArn })),
    );
    const {
      status,
      startDate,
      stopDate,
      input,
      error,
      cause,
      redriveCount = 0,
      redriveDate,
      redriveStatus,
    } = execution;
    const refusal = redriveStatus === 'REDRIVABLE' ? undefined : execution.redriveStatusReason;
    return {
      ...{ executionId, executionArn, status: statusOf(status), startedMs: startDate?.getTime() ?? 0 },
      input: JSON.parse(input ?? '{}') as unknown,
      ...(stopDate === undefined ? {} : { endedMs: stopDate.getTime() }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
      ...{ redrives: redriveCount, redrivable: redriveStatus === 'REDRIVABLE' },
      ...(redriveDate === undefined ? {} : { redrivenMs: redriveDate.getTime() }),
      ...(refusal === undefined ? {} : { redriveRefusal: refusal }),
    };
  }

  async history(executionArn: string, pages: number) {
    const events: RunEvent[] = [];
    let token: string | undefined;
    for (let page = 0; page < pages; page++) {
      const answer = await inOurWords(`history of ${executionArn}`, () =>
        this.#sfn.send(
          new GetExecutionHistoryCommand({
            executionArn,
            maxResults: PAGE,
            reverseOrder: true,
            includeExecutionData: false,
            ...(token === undefined ? {} : { nextToken: token }),
          }),
        ),
      );
      events.push(...(answer.events ?? []).map(runEventOf));
      token = answer.nextToken;
      if (token === undefined) break;
    }
    return { events, complete: token === undefined };
  }

  async childCounts(mapRunArn: string): Promise<ChildCounts> {
    const { executionCounts } = await inOurWords(mapRunArn, () =>
      this.#sfn.send(new DescribeMapRunCommand({ mapRunArn })),
    );
    const { total = 0, succeeded = 0, failed = 0, running = 0, pending = 0 } = executionCounts ?? {};
    const { aborted = 0, timedOut = 0 } = executionCounts ?? {};
    return { total, succeeded, failed, running, pending, stopped: aborted + timedOut };
  }

  async children(mapRunArn: string, limit: number): Promise<readonly ListedRun[]> {
    const { executions = [] } = await inOurWords(mapRunArn, () =>
      this.#sfn.send(new ListExecutionsCommand({ mapRunArn, maxResults: Math.min(limit, PAGE) })),
    );
    return executions.map(listed);
  }

  async outlineOf(executionArn: string): Promise<MachineOutline> {
    const { definition } = await inOurWords(`definition of ${executionArn}`, () =>
      this.#sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn })),
    );
    return readOutline(JSON.parse(definition ?? '{}'));
  }

  async outline(): Promise<MachineOutline> {
    const { definition } = await inOurWords(this.#machineArn, () =>
      this.#sfn.send(new DescribeStateMachineCommand({ stateMachineArn: this.#machineArn })),
    );
    return readOutline(JSON.parse(definition ?? '{}'));
  }

  async redrive(executionArn: string): Promise<number> {
    try {
      const { redriveDate } = await this.#sfn.send(new RedriveExecutionCommand({ executionArn }));
      return redriveDate?.getTime() ?? 0;
    } catch (error) {
      if (
        error instanceof Error &&
        (error.name === 'ExecutionNotRedrivable' || error.name === 'ExecutionLimitExceeded')
      ) {
        throw new ArchiverError('Conflict', `it cannot be redriven: ${error.message}`, { cause: error });
      }
      return inOurWords(`RedriveExecution ${executionArn}`, () => Promise.reject(error));
    }
  }
}

/** An execution that waits for its redrive is under way for whoever looks. */
const statusOf = (status: string | undefined): RunStatus =>
  status === undefined || status === 'PENDING_REDRIVE' ? 'RUNNING' : (status as RunStatus);

function listed({ executionArn = '', name = '', status, startDate, stopDate, redriveCount = 0 }: ExecutionListItem) {
  return {
    ...{ executionId: name, executionArn, status: statusOf(status), startedMs: startDate?.getTime() ?? 0 },
    ...(stopDate === undefined ? {} : { endedMs: stopDate.getTime() }),
    redrives: redriveCount,
  };
}
