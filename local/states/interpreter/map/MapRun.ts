import type { ExecutionResult } from '../Execution.ts';

export interface MapRunCounts {
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  total: number;
  resultsWritten: number;
}

/** What DescribeMapRun tells. Times in UTC epoch milliseconds. */
export interface MapRunProgress {
  readonly mapRunArn: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly startMs: number;
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly toleratedFailureCount: number;
  /** How often it was redriven, and when last. */
  readonly redriveCount?: number;
  readonly redriveMs?: number;
  readonly itemCounts: Readonly<MapRunCounts>;
  readonly executionCounts: Readonly<MapRunCounts>;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly stopMs: number | undefined;
}

const ENDED = { SUCCEEDED: 'succeeded', FAILED: 'failed', TIMED_OUT: 'timedOut', ABORTED: 'aborted' } as const;

function noCounts(): MapRunCounts {
  return { pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, total: 0, resultsWritten: 0 };
}

/** The tally of one distributed Map: children (executions) and the items in them. */
export class MapRun implements MapRunProgress {
  readonly mapRunArn: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly startMs: number;
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly toleratedFailureCount: number;
  readonly redriveCount?: number;
  readonly redriveMs?: number;
  readonly itemCounts = noCounts();
  readonly executionCounts = noCounts();
  status: MapRunProgress['status'] = 'RUNNING';
  stopMs: number | undefined;

  constructor(facts: Omit<MapRunProgress, 'itemCounts' | 'executionCounts' | 'status' | 'stopMs'>) {
    this.mapRunArn = facts.mapRunArn;
    this.executionArn = facts.executionArn;
    this.stateMachineArn = facts.stateMachineArn;
    this.startMs = facts.startMs;
    this.maxConcurrency = facts.maxConcurrency;
    this.toleratedFailurePercentage = facts.toleratedFailurePercentage;
    this.toleratedFailureCount = facts.toleratedFailureCount;
    if (facts.redriveCount !== undefined) this.redriveCount = facts.redriveCount;
    if (facts.redriveMs !== undefined) this.redriveMs = facts.redriveMs;
  }

  childStarted(items: number): void {
    for (const [counts, by] of [
      [this.itemCounts, items],
      [this.executionCounts, 1],
    ] as const) {
      counts.total += by;
      counts.running += by;
    }
  }

  childEnded(items: number, status: ExecutionResult['status']): void {
    for (const [counts, by] of [
      [this.itemCounts, items],
      [this.executionCounts, 1],
    ] as const) {
      counts.running -= by;
      counts[ENDED[status]] += by;
    }
  }

  resultWritten(items: number): void {
    this.itemCounts.resultsWritten += items;
    this.executionCounts.resultsWritten += 1;
  }

  /**
   * Whether more items failed than are tolerated. Documented: developer guide, "Setting failure thresholds for
   * Distributed Map states": where both a count and a percentage are given, either one ends the run; the default of
   * both is 0. A child that somebody stopped is lost too (assumed). The percentage is of all items, so that it is known for certain only when all have been drawn.
   *
   * @param given which of the two the state sets
   * @param allDrawn whether the source is at its end
   */
  exceedsTolerance(given: { count: boolean; percentage: boolean }, allDrawn: boolean): boolean {
    const { failed, timedOut, aborted, total } = this.itemCounts;
    const lost = failed + timedOut + aborted;
    const byCount = (given.count || !given.percentage) && lost > this.toleratedFailureCount;
    const share = total === 0 ? 0 : (100 * lost) / total;
    const certain = allDrawn || this.toleratedFailurePercentage === 0;
    const byPercentage = given.percentage && certain && lost > 0 && share > this.toleratedFailurePercentage;
    return byCount || byPercentage;
  }

  end(status: 'SUCCEEDED' | 'FAILED' | 'ABORTED', nowMs: number): void {
    this.status = status;
    this.stopMs = nowMs;
  }
}
