/**
 * An error of a state, as Retry and Catch see it: `name` is the error name, `message` the cause.
 * A task runner may throw any Error: its name and message are taken the same way.
 */
export class StateFailure extends Error {
  constructor(error: string, cause: string) {
    super(cause);
    this.name = error;
  }
}

/** Why an execution ends from outside: StopExecution, or the parent Map or the process ends it. */
export class ExecutionStopped extends Error {
  readonly error: string | undefined;
  readonly stopCause: string | undefined;

  constructor(error?: string, cause?: string) {
    super(cause ?? 'the execution was stopped');
    this.name = 'ExecutionStopped';
    this.error = error;
    this.stopCause = cause;
  }
}

/** An execution ran longer than its TimeoutSeconds, or than an Express execution may. */
export class ExecutionTimedOut extends Error {
  constructor() {
    super('the execution ran out of its time');
    this.name = 'ExecutionTimedOut';
  }
}

/** A sibling branch failed, so that this one's work is no longer wanted. Never leaves the interpreter. */
export class BranchAbandoned extends Error {
  constructor() {
    super('a sibling failed');
    this.name = 'BranchAbandoned';
  }
}

/** Whatever a task runner threw, as a state's error. */
export function toStateFailure(thrown: unknown): StateFailure {
  if (thrown instanceof StateFailure) return thrown;
  if (thrown instanceof Error) return new StateFailure(thrown.name, thrown.message);
  return new StateFailure('States.TaskFailed', String(thrown));
}
