/** One event of an execution's history, as far as it tells what became of its states. */
export interface RunEvent {
  readonly id: number;
  /** The event before it on the same way: 0 at the beginning. */
  readonly previousId: number;
  readonly atMs: number;
  /** As Step Functions names it: `TaskStateEntered`, `TaskFailed`, ... */
  readonly type: string;
  /** The state that is entered or left. */
  readonly state?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly mapRunArn?: string;
}
