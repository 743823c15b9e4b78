/** A run of the archive machine, seen from outside. */
export interface RunDescription {
  readonly executionId: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly input: unknown;
  /** What it ended with, where it succeeded. */
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

/** Starts runs of the archive machine and tells of them. */
export interface Runs {
  /**
   * Starts a run; one of that name and input that was started before is the same run.
   *
   * @throws ArchiverError `Conflict` where one of that name has another input
   */
  start(executionId: string, input: Readonly<Record<string, unknown>>): Promise<void>;
  /** @throws ArchiverError `NotFound` */
  describe(executionId: string): Promise<RunDescription>;
}
