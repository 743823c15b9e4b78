import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ListExecutionsCommand,
  ListMapRunsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { inOurWords } from '../../cloud/awsError.ts';
import type { Clock } from '../../core/system.ts';
import { ChildHistory, type ChildProgress } from './ChildHistory.ts';

export interface FollowRunOptions {
  readonly sfn: SFNClient;
  readonly executionArn: string;
  readonly clock: Clock;
  readonly pollMs: number;
  onProgress(progress: ChildProgress): Promise<void>;
}

/** How a run ended. */
export interface RunEnd {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly error?: string;
  readonly cause?: string;
}

/** Waits for the end of a run by hand, whose children are Standard executions with histories, and tells of them. */
export async function followRun(options: FollowRunOptions): Promise<RunEnd> {
  const { sfn, executionArn, clock, pollMs, onProgress } = options;
  const running = new Map<string, ChildHistory>();
  const done = new Set<string>();
  for (;;) {
    // Asked first: what was there when the run had ended is read once more below.
    const run = await inOurWords('DescribeExecution', () => sfn.send(new DescribeExecutionCommand({ executionArn })));
    for await (const { arn, ended } of children(sfn, executionArn)) {
      if (done.has(arn)) continue;
      const history = running.get(arn) ?? new ChildHistory(sfn, arn);
      running.set(arn, history);
      for (const progress of await history.next()) await onProgress(progress);
      if (ended) {
        running.delete(arn);
        done.add(arn);
      }
    }
    if (run.status !== 'RUNNING') return endOf(run);
    await clock.sleep(pollMs);
  }
}

async function* children(
  sfn: SFNClient,
  executionArn: string,
): AsyncGenerator<{ arn: string; ended: boolean }, void, undefined> {
  const { mapRuns = [] } = await inOurWords('ListMapRuns', () => sfn.send(new ListMapRunsCommand({ executionArn })));
  for (const { mapRunArn } of mapRuns) {
    let nextToken: string | undefined;
    do {
      const page = await inOurWords('ListExecutions', () =>
        sfn.send(new ListExecutionsCommand({ mapRunArn, ...(nextToken === undefined ? {} : { nextToken }) })),
      );
      for (const { executionArn: arn, status } of page.executions ?? []) {
        if (arn !== undefined) yield { arn, ended: status !== 'RUNNING' };
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
}

function endOf({ status, error, cause }: DescribeExecutionCommandOutput): RunEnd {
  const ended = status === 'SUCCEEDED' || status === 'TIMED_OUT' || status === 'ABORTED' ? status : 'FAILED';
  return { status: ended, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}
