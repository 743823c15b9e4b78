import type { ExecutionIdentity } from '../states/interpreter/Execution.ts';
import type { HistoryEvent } from '../states/interpreter/HistoryEvent.ts';
import type { ExecutionUse } from './CallReport.ts';

/** Documented: Step Functions pricing, "duration, rounded up to the nearest 100 ms". */
const BILLED_STEP_MS = 100;
const ENDED = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted']);

/** Executions and what they are charged for, from the events of their histories. */
export class ExecutionCounts {
  /** When those under way began, by ARN. */
  readonly #running: Map<string, number>;
  readonly #counts = new Map<string, { -readonly [Field in keyof ExecutionUse]: ExecutionUse[Field] }>();

  constructor(running = new Map<string, number>()) {
    this.#running = running;
  }

  add({ type, timestamp }: HistoryEvent, { executionArn, stateMachineName, type: kind }: ExecutionIdentity): void {
    const count = this.#countOf(stateMachineName, kind);
    if (type === 'ExecutionStarted') {
      this.#running.set(executionArn, timestamp);
    } else if (type.endsWith('StateEntered')) {
      // Assumed: what is charged for is each state that is entered. Documented (pricing): and each retry, so a task
      // counts where it is scheduled, which a retry does again.
      count.transitions += type === 'TaskStateEntered' ? 0 : 1;
    } else if (type === 'TaskScheduled' || type === 'LambdaFunctionScheduled') {
      count.transitions += 1;
    } else if (ENDED.has(type)) {
      const tookMs = timestamp - (this.#running.get(executionArn) ?? timestamp);
      this.#running.delete(executionArn);
      count.executions += 1;
      count.billedMs += Math.max(1, Math.ceil(tookMs / BILLED_STEP_MS)) * BILLED_STEP_MS;
    }
  }

  report(): ExecutionUse[] {
    return [...this.#counts.values()].map((count) => ({ ...count }));
  }

  /** Zero counts; executions under way keep their beginning. */
  fresh(): ExecutionCounts {
    return new ExecutionCounts(this.#running);
  }

  #countOf(stateMachine: string, type: ExecutionUse['type']) {
    const key = `${type} ${stateMachine}`;
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const count = { stateMachine, type, executions: 0, transitions: 0, billedMs: 0 };
    this.#counts.set(key, count);
    return count;
  }
}
