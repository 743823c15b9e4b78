import type { MachineOutline } from '../machines/MachineOutline.ts';
import type { RunEvent } from '../runs/RunEvent.ts';
import type { RunDescription } from './runs.ts';

export type RunStatus = RunDescription['status'];

/** An execution as a list tells it. */
export interface ListedRun {
  readonly executionId: string;
  readonly executionArn: string;
  readonly status: RunStatus;
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly redrives: number;
}

/** An execution, and whether it may be redriven. */
export interface KnownRun extends RunDescription {
  readonly executionArn: string;
  readonly redrives: number;
  readonly redrivenMs?: number;
  readonly redrivable: boolean;
  /** Why not, in the words of Step Functions. */
  readonly redriveRefusal?: string;
}

/** Children of a distributed Map, by what became of them. */
export interface ChildCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly running: number;
  readonly pending: number;
  /** Aborted or out of time. */
  readonly stopped: number;
}

/** Executions of one machine of the stack, seen from outside. Each method is one call unless it says otherwise. */
export interface MachineRuns {
  /** A page of them, newest first. @throws ArchiverError `InvalidInput` for a token that is none */
  list(request: {
    readonly status?: RunStatus;
    readonly limit: number;
    readonly token?: string;
  }): Promise<{ readonly runs: readonly ListedRun[]; readonly token?: string }>;
  /** @throws ArchiverError `NotFound` */
  describe(executionId: string): Promise<KnownRun>;
  /** The newest events, `pages` calls at most of 1,000 each; `complete` says whether these are all. */
  history(
    executionArn: string,
    pages: number,
  ): Promise<{ readonly events: readonly RunEvent[]; readonly complete: boolean }>;
  childCounts(mapRunArn: string): Promise<ChildCounts>;
  /** Children that are Standard executions, newest first: Express ones are not listed. */
  children(mapRunArn: string, limit: number): Promise<readonly ListedRun[]>;
  /** The definition that an execution began with. */
  outlineOf(executionArn: string): Promise<MachineOutline>;
  /** The definition that the next one begins with. */
  outline(): Promise<MachineOutline>;
  /** Goes on where it failed; answers when. @throws ArchiverError `Conflict` where it cannot be redriven */
  redrive(executionArn: string): Promise<number>;
}
