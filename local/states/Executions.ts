import { executionArn, isArnOf, isValidName } from './arns.ts';
import { childController } from './interpreter/abortable.ts';
import type {
  ExecutionIdentity,
  ExecutionObserver,
  ExecutionResult,
  Host,
  RecordedChild,
  Resumption,
} from './interpreter/Execution.ts';
import type { HistoryEvent } from './interpreter/HistoryEvent.ts';
import { readProgress } from './interpreter/readProgress.ts';
import { runExecution } from './interpreter/runExecution.ts';
import { ExecutionStopped } from './interpreter/StateFailure.ts';
import { MAX_PAYLOAD_BYTES } from './limits.ts';
import { redriveRefusal } from './redriveRefusal.ts';
import type { ExecutionStatusChange, StateMachine } from './StateMachine.ts';
import { StatesApiError } from './StatesApiError.ts';
import { endOf, recordOf } from './store/ExecutionRecord.ts';
import type { ExecutionStore } from './store/ExecutionStore.ts';
import type { NestedExecutions, StartedExecution } from './tasks/startNestedExecution.ts';

interface Running {
  readonly controller: AbortController;
  readonly started: StartedExecution;
  readonly input: string;
}

/** A Standard child of a distributed Map, under way. */
interface RunningChild {
  readonly stop: (reason: ExecutionStopped) => void;
  readonly ended: Promise<number>;
  readonly end: (stopMs: number) => void;
}

function runningChild(stop: RunningChild['stop']): RunningChild {
  let end: RunningChild['end'] = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  return { stop, ended, end };
}

/** The executions of this process: starts them, stops them, and keeps what becomes of them. */
export class Executions implements NestedExecutions {
  readonly #machines: ReadonlyMap<string, StateMachine>;
  readonly #store: ExecutionStore;
  readonly #host: Omit<Host, 'observer' | 'recorded'>;
  readonly #onStatus: (change: ExecutionStatusChange) => void;
  readonly #onHistoryEvent: (event: HistoryEvent, execution: ExecutionIdentity) => void;
  readonly #running = new Map<string, Running>();
  readonly #children = new Map<string, RunningChild>();
  readonly #shutdown = new AbortController();

  constructor(options: {
    machines: ReadonlyMap<string, StateMachine>;
    store: ExecutionStore;
    host: Omit<Host, 'observer' | 'recorded'>;
    onStatus: (change: ExecutionStatusChange) => void;
    onHistoryEvent: (event: HistoryEvent, execution: ExecutionIdentity) => void;
  }) {
    this.#machines = options.machines;
    this.#store = options.store;
    this.#host = options.host;
    this.#onStatus = options.onStatus;
    this.#onHistoryEvent = options.onHistoryEvent;
  }

  async start(request: {
    stateMachineArn: string;
    name: string | undefined;
    input: unknown;
  }): Promise<StartedExecution> {
    return this.startWithText({ ...request, input: JSON.stringify(request.input) });
  }

  /**
   * Starts an execution. Documented: API reference, StartExecution: of a Standard machine, the same name with the same
   * input while it is running is the same execution; with another input, or once it has ended, ExecutionAlreadyExists.
   * @param request.input JSON text
   * @throws StatesApiError
   */
  startWithText(request: { stateMachineArn: string; name: string | undefined; input: string }): StartedExecution {
    const machine = this.#machineOf(request.stateMachineArn);
    const { random, clock } = this.#host.system;
    const name = request.name ?? random.uuid();
    if (!isValidName(name)) throw new StatesApiError('InvalidName', `Invalid Name: '${name}'`);
    const input = parseInput(request.input);
    const arn = executionArn(machine.arn, name, machine.type === 'EXPRESS' ? random.uuid() : undefined);
    const twin = this.#running.get(arn);
    if (twin !== undefined && twin.input === request.input) return twin.started;
    if (twin !== undefined || this.#store.find(arn) !== undefined) {
      throw new StatesApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const identity: ExecutionIdentity = {
      executionArn: arn,
      name,
      stateMachineArn: machine.arn,
      stateMachineName: machine.name,
      type: machine.type,
      roleArn: machine.roleArn,
      input,
      startMs: clock.now(),
    };
    if (machine.type === 'STANDARD') this.#store.started(recordOf(identity, request.input));
    return this.#launch(machine, identity, request.input);
  }

  /**
   * Goes on with an execution that ended without success, from where it failed. Documented: API reference,
   * RedriveExecution: the same ARN, input and history; within 14 days. The definition is that of today, where AWS takes
   * the one it was started with.
   * @returns when, in epoch milliseconds
   * @throws StatesApiError ExecutionNotRedrivable, StateMachineDoesNotExist
   */
  redrive(arn: string): number {
    const record = this.#store.find(arn);
    const now = this.#host.system.clock.now();
    const refusal = redriveRefusal(record, this.#store.history(arn).length, now);
    if (record === undefined || refusal !== undefined) {
      throw new StatesApiError('ExecutionNotRedrivable', `${refusal}: '${arn}'`);
    }
    const machine = this.#machineOf(record.stateMachineArn);
    const resumption = this.#resumption(arn);
    this.#store.redriven(arn, now);
    const identity: ExecutionIdentity = {
      executionArn: arn,
      name: record.name,
      stateMachineArn: machine.arn,
      stateMachineName: machine.name,
      type: machine.type,
      roleArn: machine.roleArn,
      input: parseInput(record.input),
      startMs: record.startMs,
      redriveCount: (record.redriveCount ?? 0) + 1,
    };
    this.#launch(machine, identity, record.input, resumption);
    return now;
  }

  #resumption(arn: string): Resumption {
    const events = this.#store.history(arn);
    return { progress: readProgress(events), lastEventId: events.at(-1)?.id ?? 0 };
  }

  /** Standard children that a Map Run has on record. Express ones leave none: all of them start anew, where AWS keeps those that succeeded. */
  #recorded(mapRunArn: string): RecordedChild[] {
    return this.#store
      .list((record) => record.mapRunArn === mapRunArn)
      .flatMap(({ executionArn: arn, name, startMs, mapIndex, redriveCount = 0, end }) => {
        if (mapIndex === undefined) return [];
        const succeeded = end?.status === 'SUCCEEDED';
        const output = succeeded && end.output !== undefined ? { output: JSON.parse(end.output) as unknown } : {};
        const facts = { index: mapIndex, executionArn: arn, name, startMs, redriveCount, succeeded };
        return [{ ...facts, ...output, ...this.#resumption(arn) }];
      });
  }

  #launch(
    machine: StateMachine,
    identity: ExecutionIdentity,
    input: string,
    resumption?: Resumption,
  ): StartedExecution {
    const { executionArn: arn } = identity;
    const { clock } = this.#host.system;
    const { controller, release } = childController(this.#shutdown.signal);
    const program = { graph: machine.definition, timeoutSeconds: machine.definition.TimeoutSeconds };
    // Everything stands before the first state runs: whoever learns the ARN can describe and stop it.
    const completion = Promise.resolve().then(async () => {
      const observer = this.#observer(identity, input);
      const host = { ...this.#host, observer, recorded: (mapRunArn: string) => this.#recorded(mapRunArn) };
      const running = runExecution({ identity, host }, program, controller.signal, resumption);
      const result = await running.catch((fault: unknown) => {
        // The history could not be written (a full disk): the execution ends, and says why as far as it still can.
        const failed: ExecutionResult = { status: 'FAILED', error: 'States.Runtime', cause: String(fault) };
        this.#store.endedUnwritten(arn, endOf(failed, clock.now()));
        return failed;
      });
      release();
      this.#running.delete(arn);
      // One end for everybody: what was written down, and the present only for Express ones, which keep no record.
      return { result, stopMs: this.#store.find(arn)?.end?.stopMs ?? clock.now() };
    });
    const { executionArn: _, ...facts } = identity;
    const started: StartedExecution = { executionArn: arn, ...facts, completion };
    this.#running.set(arn, { controller, started, input });
    return started;
  }

  /**
   * Stops an execution, of a Map's children too.
   * @returns when it has really ended, in epoch milliseconds; undefined where it is not under way
   */
  async stop(arn: string, reason: ExecutionStopped): Promise<number | undefined> {
    const running = this.#running.get(arn);
    const child = this.#children.get(arn);
    running?.controller.abort(reason);
    child?.stop(reason);
    return running === undefined ? child?.ended : (await running.started.completion).stopMs;
  }

  /** Ends all that is under way. */
  async close(): Promise<void> {
    this.#shutdown.abort(new ExecutionStopped('States.Runtime', 'The local stack was stopped.'));
    await Promise.all([...this.#running.values()].map(({ started }) => started.completion));
  }

  #machineOf(arn: string): StateMachine {
    if (!isArnOf('stateMachine', arn)) throw new StatesApiError('InvalidArn', `Invalid Arn: '${arn}'`);
    const machine = this.#machines.get(arn);
    if (machine === undefined) {
      throw new StatesApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    }
    return machine;
  }

  /** Records an execution and the children of its Maps. Express ones keep no history. */
  #observer(top: ExecutionIdentity, topInput: string): ExecutionObserver {
    const isTop = (execution: ExecutionIdentity) => execution.executionArn === top.executionArn;
    const status = (execution: ExecutionIdentity) => {
      const { executionArn: arn, stateMachineArn, name, startMs } = execution;
      return { executionArn: arn, stateMachineArn, name, startMs, input: topInput };
    };
    return {
      started: (execution, stop) => {
        if (isTop(execution)) this.#onStatus({ ...status(execution), status: 'RUNNING' });
        else if (execution.type === 'STANDARD') {
          this.#children.set(execution.executionArn, runningChild(stop));
          if (execution.redriveCount === undefined) {
            this.#store.started(recordOf(execution, JSON.stringify(execution.input)));
          } else this.#store.redriven(execution.executionArn, this.#host.system.clock.now());
        }
      },
      event: (event, execution) => {
        if (execution.type === 'STANDARD') this.#store.event(execution.executionArn, event);
        this.#onHistoryEvent(event, execution);
      },
      ended: (execution, result: ExecutionResult) => {
        const end = endOf(result, this.#host.system.clock.now());
        if (execution.type === 'STANDARD') this.#store.ended(execution.executionArn, end);
        this.#children.get(execution.executionArn)?.end(end.stopMs);
        this.#children.delete(execution.executionArn);
        if (isTop(execution)) this.#onStatus({ ...status(execution), ...end });
      },
      mapRun: (run) => this.#store.mapRun(run),
    };
  }
}

function parseInput(text: string): unknown {
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
    throw new StatesApiError('ValidationException', `input must be at most ${MAX_PAYLOAD_BYTES} bytes`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new StatesApiError('InvalidExecutionInput', 'Invalid State Machine Execution Input: it is not JSON');
  }
}
