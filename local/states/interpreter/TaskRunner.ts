/** Where a task is called from. */
export interface TaskContext {
  /** Aborted when the task has timed out or the execution has ended: the outcome is no longer wanted. */
  readonly signal: AbortSignal;
  readonly executionArn: string;
  readonly roleArn: string;
  readonly stateName: string;
}

/** Carries out the resources of Task states. */
export interface TaskRunner {
  /**
   * Runs one task to its result, which must be JSON.
   * Rejects with an error whose `name` is the error name for Retry and Catch and whose `message` is the cause.
   */
  run(resource: string, args: unknown, context: TaskContext): Promise<unknown>;
  /** Whether the resource is known; a definition that uses another is refused. All are, where this is left out. */
  supports?(resource: string): boolean;
}
