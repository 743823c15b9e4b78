import { tmpdir } from 'node:os';
import { isArchiverError } from '../../core/errors.ts';
import type { Fragment, FragmentNumber } from '../../core/fragment.ts';
import type { GapReason } from '../../core/ledger/ledgerRow.ts';
import type { ByteStream, FragmentRange } from '../../core/ports/footageSource.ts';
import type { PassRecord } from '../../core/ports/runLog.ts';
import { parseRetentionClasses } from '../../core/retention/retentionClasses.ts';
import { enrolmentSettings } from '../../core/streams/enrolment.ts';
import { initialState } from '../../core/streams/initialState.ts';
import type { WindowSettings } from '../../core/windows/chooseWindow.ts';
import { changeStreamList } from '../../functions/api/steps/streamList.ts';
import { archiveBundle } from '../../functions/archive/steps/archiveBundle.ts';
import { archiveClip } from '../../functions/archive/steps/archiveClip.ts';
import { commitWindow } from '../../functions/archive/steps/commitWindow.ts';
import { computeWindow } from '../../functions/archive/steps/computeWindow.ts';
import { concludeRun } from '../../functions/archive/steps/concludeRun.ts';
import { listFragments } from '../../functions/archive/steps/listFragments.ts';
import { prepareRun } from '../../functions/archive/steps/prepareRun.ts';
import { recordGap } from '../../functions/archive/steps/recordGap.ts';
import type { SweepPorts } from '../../functions/verify/steps/auditPorts.ts';
import type { ExecutionResult } from '../../local/states/interpreter/Execution.ts';
import { runStateMachine } from '../../local/states/interpreter/runStateMachine.ts';
import { StateFailure } from '../../local/states/interpreter/StateFailure.ts';
import { Invocation } from './Invocation.ts';
import { MemoryFormatNote } from './memory/MemoryFormatNote.ts';
import { MemoryLedger } from './memory/MemoryLedger.ts';
import { MemoryLedgerAudit } from './memory/MemoryLedgerAudit.ts';
import { MemoryStreamNames } from './memory/MemoryLedgerSpans.ts';
import { MemoryObjectInventory } from './memory/MemoryObjectInventory.ts';
import { MemoryObjectStore } from './memory/MemoryObjectStore.ts';
import { MemoryEnrolmentStore, MemoryStreamStore } from './memory/MemoryStreamStore.ts';
import { simulatedSystem } from './SimulatedClock.ts';
import { type CameraName, SimulatedFootage } from './SimulatedFootage.ts';

const definitions = require('../../serverless/definitions.cjs') as { archive: unknown };
const BUCKETS = { archiveBucket: 'archive', workBucket: 'work' };
/** The machine with names in place of ARNs, by the concurrency of its streams: checked once, executed thousands of times. */
const parsedDefinitions = new Map<number | undefined, unknown>();

/** Where a fragment stands. */
export interface Place {
  readonly kind: 'clip' | 'open' | 'erased' | GapReason;
  readonly planId: string;
}

export interface WorldOptions {
  readonly seed: number;
  readonly settings?: Partial<WindowSettings>;
  /** In place of the MaxConcurrency that is written in the definition. */
  readonly streamConcurrency?: number;
  readonly camera?: CameraName;
  readonly temporaryFolder?: string;
}

/** An execution of the machine, and its end. */
export interface EndedRun {
  readonly name: string;
  readonly input: unknown;
  readonly result: ExecutionResult;
  readonly endedMs: number;
}

/** What happens at a call of a port, as it is told to whoever watches. */
export interface PortCall {
  readonly call: string;
  readonly args: readonly unknown[];
  readonly invocation: Invocation;
}

/**
 * The archive machine over simulated AWS: the real definition, interpreter, steps and planners, in virtual time. Every
 * call of a port is a point at which another run may come between; the seed decides which.
 */
export class ArchiveWorld {
  readonly system: ReturnType<typeof simulatedSystem>;
  readonly footage: SimulatedFootage;
  readonly streams = new MemoryStreamStore();
  readonly enrolments = new MemoryEnrolmentStore();
  readonly ledger = new MemoryLedger();
  readonly format = new MemoryFormatNote();
  readonly objects = new MemoryObjectStore();
  readonly passes: PassRecord[] = [];
  /** Every execution that has ended, those that others started included. */
  readonly runs: EndedRun[] = [];
  /** Events of each execution's history, children's too. */
  readonly histories = new Map<string, number>();
  readonly settings: WindowSettings;
  /** Decides, before each call of a port and after it, whether it fails, and with what. */
  fault: (call: string) => Error | undefined = () => undefined;
  /** Decides, before each call of a port and after it, whether the function ends there. */
  kill: (call: string, invocation: Invocation) => boolean = () => false;
  /** Decides what fails before a step has begun, and with what. */
  refuse: (step: string) => StateFailure | undefined = () => undefined;
  /** What is done to a body that KVS gives. */
  body: (call: string, body: ByteStream) => ByteStream = (_call, body) => body;
  /** What is done to the pages of a listing. */
  pages: (
    pages: AsyncIterable<readonly Fragment[]>,
    range: FragmentRange,
    invocation: Invocation,
  ) => AsyncIterable<readonly Fragment[]> = (pages) => pages;
  /** By how much the clock of the machine that executes a step is wrong, in milliseconds. */
  skew: (invocation: Invocation) => number = () => 0;
  /** Is told of everything, in order. */
  watch: (what: string, call?: PortCall) => void = () => undefined;
  /** How many milliseconds a step takes longer than its calls. */
  slow: (step: string) => number = () => 0;
  retentionClasses = parseRetentionClasses('{"events":{"expireDays":30}}');
  #executions = 0;
  #invocations = 0;
  readonly #running = new Set<string>();
  readonly #nested: Promise<unknown>[] = [];

  readonly #streamConcurrency: number | undefined;
  readonly #temporaryFolder: string;

  constructor(options: WorldOptions) {
    this.#streamConcurrency = options.streamConcurrency;
    this.system = simulatedSystem(options.seed, Date.UTC(2026, 10, 21, 12));
    this.objects.now = () => this.system.clock.now();
    this.#temporaryFolder = options.temporaryFolder ?? tmpdir();
    this.footage = new SimulatedFootage(this.system);
    this.footage.camera = options.camera ?? 'real';
    this.settings = { settleMs: 5000, relistMs: 900_000, windowMs: 3_600_000, intervalMs: 10_000, ...options.settings };
  }

  /** A stream, enrolled. */
  async enrol(streamName: string, settings: Record<string, unknown> = {}, retentionHours = 24): Promise<string> {
    const streamArn = this.footage.create(streamName, retentionHours);
    await this.enrolExisting(streamName, settings);
    return streamArn;
  }

  /** Enrols a stream that KVS has already. */
  async enrolExisting(streamName: string, settings: Record<string, unknown> = {}): Promise<void> {
    const { streamArn } = await this.footage.describe(streamName);
    const now = this.system.clock.now();
    const parsed = enrolmentSettings.parse({ fragments: 'none', ...settings });
    await this.enrolments.put({ streamName, streamArn, settings: parsed, createdMs: now, updatedMs: now });
    await this.streams.create(initialState(await this.footage.describe(streamName), parsed.since, now));
    await changeStreamList(streamName, true, { objects: this.objects, workBucket: 'work', system: this.system });
  }

  /** Runs the machine to its end, or until it is aborted, and what it started by itself. */
  async run(input: unknown, signal?: AbortSignal): Promise<ExecutionResult> {
    this.#executions += 1;
    const executionName = `run-${this.#executions}`;
    const executionArn = `arn:aws:states:us-east-1:000000000000:execution:archive:${executionName}`;
    this.#running.add(executionArn);
    this.watch(`${executionName} begins: ${JSON.stringify(input)}`);
    const result = await runStateMachine({
      definition: this.#definition(),
      input,
      system: this.system,
      s3: this.objects,
      taskRunner: { run: (resource, args) => this.#task(resource, args) },
      executionName,
      machineName: 'archive',
      onEvent: ({ id }, { executionArn: arn }) => void this.histories.set(arn, id),
      ...(signal === undefined ? {} : { signal }),
    });
    this.#running.delete(executionArn);
    this.runs.push({ name: executionName, input, result, endedMs: this.system.clock.now() });
    this.watch(
      `${executionName} ends: ${result.status}${result.status === 'SUCCEEDED' ? '' : ` ${result.error}: ${result.cause}`}`,
    );
    await Promise.all(this.#nested.splice(0));
    return result;
  }

  #definition(): unknown {
    const concurrency = this.#streamConcurrency;
    const known = parsedDefinitions.get(concurrency);
    if (known !== undefined) return known;
    const parsed = JSON.parse(JSON.stringify(definitions.archive), functionNames) as {
      States: { LiveStreams: { MaxConcurrency: number } };
    };
    const { LiveStreams } = parsed.States;
    LiveStreams.MaxConcurrency = concurrency ?? LiveStreams.MaxConcurrency;
    parsedDefinitions.set(concurrency, parsed);
    return parsed;
  }

  async #task(resource: string, args: unknown): Promise<unknown> {
    if (resource.startsWith('arn:aws:states:::states:startExecution')) {
      const { Input } = args as { Input: unknown };
      const nested = this.run(JSON.parse(JSON.stringify(Input)));
      if (resource.endsWith('.sync:2')) {
        const result = await nested;
        if (result.status !== 'SUCCEEDED') throw new StateFailure('States.TaskFailed', JSON.stringify(result));
        return result;
      }
      this.#nested.push(nested);
      return { ExecutionArn: 'nested' };
    }
    const { FunctionName, Payload } = args as { FunctionName: string; Payload: unknown };
    const refused = this.refuse(FunctionName);
    if (refused !== undefined) throw refused;
    try {
      const payload = JSON.parse(JSON.stringify(Payload)) as never;
      const extraMs = this.slow(FunctionName);
      if (extraMs > 0) await this.system.clock.sleep(extraMs);
      const result = await this.invoke(FunctionName, runOf(payload), payload, (ports) =>
        this.#step(FunctionName, payload, ports),
      );
      return { StatusCode: 200, Payload: JSON.parse(JSON.stringify(result)) };
    } catch (error) {
      const errorType = isArchiverError(error) ? error.kind : error instanceof Error ? error.name : 'Error';
      const errorMessage = error instanceof Error ? error.message : String(error);
      throw new StateFailure(errorType, JSON.stringify({ errorType, errorMessage }));
    }
  }

  /** Lets a step run as a function does, with ports that wait, fail and end it as the world has it. */
  async invoke<T>(step: string, runId: string, payload: unknown, work: (ports: WorldPorts) => Promise<T>): Promise<T> {
    this.#invocations += 1;
    const invocation = new Invocation(step, this.#invocations, runId, this.system.clock);
    const name = `${runId} ${step}#${invocation.number}`;
    this.watch(`${name} begins`);
    try {
      const result = await invocation.run(() => work(this.#ports(invocation)));
      this.watch(`${name} ends: ${told(result)}`, { call: `${step} result`, args: [result, payload], invocation });
      return result;
    } catch (error) {
      this.watch(`${name} fails: ${String(error)}`);
      throw error;
    }
  }

  #ports(invocation: Invocation) {
    const { clock, random } = this.system;
    const skewMs = this.skew(invocation);
    const stepClock = { now: () => clock.now() + skewMs, sleep: (ms: number) => invocation.rest(ms) };
    const port = <Port extends object>(name: string, of: Port): Port => this.#interruptible(name, of, invocation);
    return {
      ...BUCKETS,
      settings: this.settings,
      system: { clock: stepClock, random },
      clock: stepClock,
      temporaryFolder: this.#temporaryFolder,
      retentionClasses: this.retentionClasses,
      source: port('source', this.footage),
      streams: port('streams', this.streams),
      enrolments: port('enrolments', this.enrolments),
      ledger: port('ledger', this.ledger),
      format: port('format', this.format),
      objects: port('objects', this.objects),
      names: port('names', new MemoryStreamNames(this.streams)),
      audit: port('audit', new MemoryLedgerAudit(this.ledger)),
      inventory: port('inventory', new MemoryObjectInventory(this.objects)),
      executions: { hasEnded: async (executionArn: string) => !this.#running.has(executionArn) },
      runs: { put: async (record: PassRecord) => void this.passes.push(record) },
      events: { publish: async () => undefined },
    };
  }

  #step(name: string, payload: never, ports: WorldPorts): Promise<unknown> {
    switch (name) {
      case 'prepareRun':
        return prepareRun(payload, ports);
      case 'computeWindow':
        return computeWindow(payload, ports);
      case 'listFragments':
        return listFragments(payload, ports);
      case 'archiveClip':
        return archiveClip(payload, ports);
      case 'archiveBundle':
        return archiveBundle(payload, ports);
      case 'recordGap':
        return recordGap(payload, ports);
      case 'commitWindow':
        return commitWindow(payload, ports);
      case 'concludeRun':
        return concludeRun(payload, ports.objects);
      default:
        throw new Error(`no step ${name}`);
    }
  }

  /** A port whose every call first lets others go on, and may fail, or fail after it was carried out. */
  #interruptible<Port extends object>(name: string, port: Port, invocation: Invocation): Port {
    const turn = async (call: string, args: readonly unknown[]): Promise<void> => {
      this.watch(call, { call, args, invocation });
      if (this.kill(call, invocation)) return invocation.die();
      const fault = this.fault(call);
      if (fault !== undefined) throw fault;
      return invocation.rest(Math.floor(this.system.random.fraction() * 30));
    };
    return new Proxy(port, {
      get: (target, property) => {
        const member = Reflect.get(target, property) as unknown;
        if (typeof member !== 'function' || typeof property !== 'string') return member;
        const call = `${name}.${property}`;
        const method = member.bind(target) as (...args: unknown[]) => unknown;
        if (property === 'upload') return this.#interruptibleUpload(method, call, turn);
        if (call !== 'enrolments.list' && PAGED.has(property)) {
          const { pages } = this;
          return async function* (...args: unknown[]) {
            await turn(call, args);
            const found = method(...args) as AsyncIterable<unknown>;
            if (call !== 'source.list') yield* found;
            else yield* pages(found as AsyncIterable<readonly Fragment[]>, args[1] as FragmentRange, invocation);
          };
        }
        return async (...args: unknown[]) => {
          await turn(call, args);
          const result = await method(...args);
          await turn(`${call} answered`, args);
          return call === 'source.clip' || call === 'source.fragments' ? this.body(call, result as ByteStream) : result;
        };
      },
    });
  }

  #interruptibleUpload(
    method: (...args: unknown[]) => unknown,
    call: string,
    turn: (call: string, args: readonly unknown[]) => Promise<void>,
  ): (...args: unknown[]) => unknown {
    return (...args) => {
      const upload = method(...args) as Record<
        'write' | 'complete' | 'abort',
        (...parts: unknown[]) => Promise<unknown>
      >;
      return {
        write: upload.write,
        abort: upload.abort,
        complete: async () => {
          await turn(`${call}.complete`, args);
          const outcome = await upload.complete();
          await turn(`${call}.complete answered`, args);
          return outcome;
        },
      };
    };
  }

  /** Where each fragment number of a stream stands: in clips, gaps and open plans, each with its plan. */
  places(streamArn: string): Map<FragmentNumber, Place[]> {
    const places = new Map<FragmentNumber, Place[]>();
    const note = (number: FragmentNumber, kind: Place['kind'], planId: string): void => {
      places.set(number, [...(places.get(number) ?? []), { kind, planId }]);
    };
    for (const row of this.ledger.rows.values()) {
      if (row.streamArn !== streamArn || row.kind === 'unseen' || row.kind === 'split') continue;
      for (const number of row.numbers) note(number, row.kind === 'gap' ? row.reason : row.kind, row.planId);
    }
    for (const { planId } of this.streams.items.get(streamArn)?.openPlans ?? []) {
      const key = [...this.objects.objects.keys()].find(
        (name) => name.endsWith(`/${planId}.json`) && name.startsWith('work/'),
      );
      const plan = JSON.parse(Buffer.from(this.objects.objects.get(key ?? '') ?? []).toString()) as {
        fragments: Fragment[];
      };
      for (const { number } of plan.fragments) note(number, 'open', planId);
    }
    return places;
  }
}

/** What steps work with. */
export type WorldPorts = SweepPorts &
  Parameters<typeof prepareRun>[1] &
  Parameters<typeof computeWindow>[1] &
  Parameters<typeof listFragments>[1] &
  Parameters<typeof commitWindow>[1] &
  Parameters<typeof archiveClip>[1];

/** Calls that give page after page. */
const PAGED = new Set(['list', 'overlapping', 'openGaps', 'listObjects', 'summaries']);

/** The run that a payload is of. */
function runOf(payload: { run?: { runId?: string }; window?: { runId?: string }; executionArn?: string }): string {
  const { run, window, executionArn = '' } = payload;
  return run?.runId ?? window?.runId ?? executionArn.slice(executionArn.lastIndexOf(':') + 1);
}

const told = (result: unknown): string => (JSON.stringify(result) ?? 'nothing').slice(0, 300);

/** `{ "Fn::GetAtt": ["archiveClip", "Arn"] }` becomes `archiveClip`. */
function functionNames(_key: string, value: unknown): unknown {
  const reference = (value as { 'Fn::GetAtt'?: [string] } | null)?.['Fn::GetAtt'];
  return reference === undefined ? value : reference[0];
}
