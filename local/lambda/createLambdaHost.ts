import { availableParallelism } from 'node:os';
import type { System } from '../../core/system.ts';
import type { LambdaOutcome } from '../states/LambdaOutcome.ts';
import { failedOutcome } from './failedOutcome.ts';
import { LambdaServiceError } from './LambdaServiceError.ts';
import type { LambdaFunction } from './lambdaFunction.ts';
import type { LogSink } from './logSink.ts';
import type { RunningInvocation } from './RunningInvocation.ts';
import { createSandbox, type ResponseSink, type Sandbox } from './sandbox.ts';

export interface LambdaHostOptions {
  readonly functions: readonly LambdaFunction[];
  readonly system: System;
  readonly logs: LogSink;
  /** What every function gets beside its own variables (endpoint, Region, its credentials). */
  environmentOf(fn: LambdaFunction): Readonly<Record<string, string>>;
  /** Told of each invocation before its handler runs. @returns what to call when it has ended */
  onInvocation?(invocation: RunningInvocation): () => void;
  /** Worker threads at most, over all functions. */
  readonly maxWorkers?: number;
  /** Invocations that may wait for a worker; further ones are throttled. */
  readonly maxQueued?: number;
  /** An idle worker ends after this time. */
  readonly idleMs?: number;
}

export interface LambdaHost {
  readonly functions: readonly LambdaFunction[];
  /** By name, ARN, qualified ARN or partial ARN; undefined where there is none. */
  find(functionNameOrArn: string): LambdaFunction | undefined;
  /**
   * Runs a function. Rejects with the signal's reason: whoever gave up waits no longer, while the invocation goes
   * on, as on Lambda; and with a LambdaServiceError where the service itself refuses.
   */
  invoke(
    functionNameOrArn: string,
    payload: unknown,
    options?: { readonly signal?: AbortSignal | undefined; readonly sink?: ResponseSink | undefined },
  ): Promise<LambdaOutcome>;
  /** Worker threads that are up now. */
  workerCount(): number;
  close(): Promise<void>;
}

interface Job {
  readonly fn: LambdaFunction;
  readonly requestId: string;
  readonly event: string;
  readonly sink: ResponseSink | undefined;
  readonly done: (outcome: LambdaOutcome) => void;
  readonly sinceMs: number;
  abandoned: boolean;
}

/** Documented: Lambda quotas, "Invocation payload", synchronous. */
const REQUEST_LIMIT_BYTES = 6 * 1024 * 1024;
/** Handlers wait for services most of the time: more of them than cores, but each takes 20 to 40 MB. */
const DEFAULT_MAX_WORKERS = Math.min(16, Math.max(12, 2 * availableParallelism()));
const DEFAULT_MAX_QUEUED = 1_000;
/** An invocation that waits longer than this takes the worker that a busier function would have used again. */
const LONGEST_PASSED_OVER_MS = 1_000;
const DEFAULT_IDLE_MS = 60_000;

/**
 * Powertools adds to an application id what makes it longer than the 50 characters of which the SDK warns with each
 * call; one that bears this word it leaves as it is.
 */
const POWERTOOLS_MARK = '/PTEnv/local';

/** The part of an ARN or of a name that names the function: `…:function:NAME[:qualifier]` or `NAME[:qualifier]`. */
function functionName(nameOrArn: string): string {
  const match = /(?:^|:)function:([^:]+)/.exec(nameOrArn);
  return match?.[1] ?? nameOrArn.split(':')[0] ?? '';
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined, onAbort: () => void): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      onAbort();
      reject(signal.reason);
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Runs the bundled handlers in worker threads as Lambda runs them: one invocation a worker at a time, warm workers
 * used again, memory and time limited. Functions take turns when all workers are busy.
 */
export function createLambdaHost(options: LambdaHostOptions): LambdaHost {
  const { system, logs } = options;
  const maxWorkers = options.maxWorkers ?? DEFAULT_MAX_WORKERS;
  const maxQueued = options.maxQueued ?? DEFAULT_MAX_QUEUED;
  const idleMs = options.idleMs ?? DEFAULT_IDLE_MS;
  const functions = new Map(options.functions.map((fn) => [fn.name, fn]));
  const busy = new Set<Sandbox>();
  const ending = new Set<Promise<void>>();
  /** Least recently used first. */
  let idle: { sandbox: Sandbox; reap: NodeJS.Timeout }[] = [];
  /** Insertion order is whose turn it is: a function that was served goes to the end. */
  const waiting = new Map<string, Job[]>();
  let queued = 0;
  /** Loading a module is all computing: beyond a core each it would only take longer than waiting for a warm worker. */
  const maxStarting = Math.max(2, availableParallelism());
  /** When a function's module was last loaded, and how long that took. */
  const loads = new Map<LambdaFunction, { atMs: number; tookMs: number }>();
  const loading = new Set<LambdaFunction>();
  let closed = false;

  function end(sandbox: Sandbox): void {
    const ended = sandbox.terminate().finally(() => ending.delete(ended));
    ending.add(ended);
  }

  function takeIdle(fn: LambdaFunction): Sandbox | undefined {
    const index = idle.findLastIndex((entry) => entry.sandbox.fn === fn);
    const [entry] = index < 0 ? [] : idle.splice(index, 1);
    if (entry === undefined) return undefined;
    clearTimeout(entry.reap);
    return entry.sandbox.alive() ? entry.sandbox : takeIdle(fn);
  }

  /** The idle worker that is missed least: of a function that has another one, where there is any. */
  function takeOldest(): (typeof idle)[number] | undefined {
    const isSpare = ({ sandbox: { fn } }: (typeof idle)[number], index: number): boolean =>
      idle.some((other, at) => at > index && other.sandbox.fn === fn);
    return idle.splice(Math.max(0, idle.findIndex(isSpare)), 1)[0];
  }

  /**
   * How much longer an invocation waits for a worker of its function that is at work before another one is started:
   * twice as long as the newest took to load, and once that has been at work for as long. Most invocations are shorter
   * than a load, which is computing all through: a burst is served sooner by few workers than by many new ones.
   */
  function patienceMs({ fn, sinceMs }: Job): number {
    const loaded = loads.get(fn);
    if (loaded === undefined || ![...busy].some((sandbox) => sandbox.fn === fn)) return 0;
    return Math.max(sinceMs, loaded.atMs) + 2 * loaded.tookMs - system.clock.now();
  }

  function startAnother(job: Job): Sandbox | undefined {
    const { fn } = job;
    if (loading.size >= maxStarting || loading.has(fn)) return undefined;
    const moreMs = patienceMs(job);
    if (moreMs > 0) {
      setTimeout(serve, moreMs).unref();
      return undefined;
    }
    if (busy.size + idle.length >= maxWorkers) {
      const oldest = takeOldest();
      if (oldest === undefined) return undefined;
      clearTimeout(oldest.reap);
      end(oldest.sandbox);
    }
    const environmentId = `local-${Buffer.from(system.random.bytes(8)).toString('hex')}`;
    const marked =
      options.onInvocation === undefined ? {} : { AWS_SDK_UA_APP_ID: `${environmentId}${POWERTOOLS_MARK}` };
    const environment = { ...fn.environment, ...options.environmentOf(fn), ...marked };
    const sandbox = createSandbox(fn, environment, environmentId, logs);
    loading.add(fn);
    const startedMs = system.clock.now();
    void sandbox.started.then(() => {
      const atMs = system.clock.now();
      loading.delete(fn);
      loads.set(fn, { atMs, tookMs: atMs - startedMs });
      serve();
    });
    return sandbox;
  }

  function release(sandbox: Sandbox): void {
    busy.delete(sandbox);
    if (closed || !sandbox.alive()) {
      end(sandbox);
    } else {
      const reap = setTimeout(() => {
        idle = idle.filter((entry) => entry.sandbox !== sandbox);
        end(sandbox);
      }, idleMs);
      reap.unref();
      idle.push({ sandbox, reap });
    }
    serve();
  }

  async function run(sandbox: Sandbox, job: Job): Promise<void> {
    const context = {
      awsRequestId: job.requestId,
      functionName: job.fn.name,
      functionVersion: '$LATEST',
      invokedFunctionArn: job.fn.arn,
      memoryLimitInMB: String(job.fn.memoryMb),
      logGroupName: `/aws/lambda/${job.fn.name}`,
      logStreamName: 'local',
    };
    const invoked = sandbox.invoke({ requestId: job.requestId, event: job.event, context }, job.sink);
    const invocationEnded = options.onInvocation?.({
      functionName: job.fn.name,
      environmentId: sandbox.environmentId,
      end: (how) => sandbox.interrupt(how),
      setClock: (fastMs) => sandbox.setClock(fastMs),
    });
    const outcome = await invoked;
    invocationEnded?.();
    job.done(outcome);
    release(sandbox);
  }

  /** Serves the first invocation that waits for a function, where there is a worker to be had. */
  function serveOne(name: string, obtain: (job: Job) => Sandbox | undefined): boolean {
    const jobs = waiting.get(name) ?? [];
    while (jobs[0]?.abandoned === true) {
      jobs.shift();
      queued -= 1;
    }
    const [job] = jobs;
    const sandbox = job === undefined ? undefined : obtain(job);
    if (job === undefined) waiting.delete(name);
    if (job === undefined || sandbox === undefined) return false;
    waiting.delete(name);
    jobs.shift();
    queued -= 1;
    busy.add(sandbox);
    if (jobs.length > 0) waiting.set(name, jobs);
    void run(sandbox, job);
    return true;
  }

  /** Workers go to those who need no load first; whoever has been passed over for long has his turn before them. */
  function serve(): void {
    let served = false;
    const serveAll = (obtain: (job: Job) => Sandbox | undefined): void => {
      for (const name of [...waiting.keys()]) if (!closed && serveOne(name, obtain)) served = true;
    };
    const isOverdue = ({ sinceMs }: Job): boolean => system.clock.now() - sinceMs > LONGEST_PASSED_OVER_MS;
    serveAll((job) => (isOverdue(job) ? (takeIdle(job.fn) ?? startAnother(job)) : undefined));
    serveAll((job) => takeIdle(job.fn));
    serveAll(startAnother);
    if (served && waiting.size > 0 && !closed) serve();
  }

  function find(nameOrArn: string): LambdaFunction | undefined {
    return functions.get(functionName(nameOrArn));
  }

  return {
    functions: options.functions,
    find,
    workerCount: () => busy.size + idle.length,
    async invoke(nameOrArn, payload, { signal, sink } = {}) {
      if (closed) throw new LambdaServiceError('ServiceException', 500, 'the Lambda host is closed');
      const fn = find(nameOrArn);
      if (fn === undefined) {
        throw new LambdaServiceError('ResourceNotFoundException', 404, `Function not found: ${nameOrArn}`);
      }
      const event = JSON.stringify(payload ?? null);
      const bytes = Buffer.byteLength(event);
      if (bytes > REQUEST_LIMIT_BYTES) {
        const message = `${bytes} byte payload is too large for the RequestResponse invocation type (limit ${REQUEST_LIMIT_BYTES} bytes)`;
        throw new LambdaServiceError('RequestTooLargeException', 413, message);
      }
      if (queued >= maxQueued) throw new LambdaServiceError('TooManyRequestsException', 429, 'Rate Exceeded.');
      let job: Job | undefined;
      const outcome = new Promise<LambdaOutcome>((done) => {
        job = { fn, requestId: system.random.uuid(), event, sink, done, sinceMs: system.clock.now(), abandoned: false };
        const jobs = waiting.get(fn.name);
        if (jobs === undefined) waiting.set(fn.name, [job]);
        else jobs.push(job);
        queued += 1;
        serve();
      });
      return abortable(outcome, signal, () => {
        if (job !== undefined) job.abandoned = true;
      });
    },
    async close() {
      closed = true;
      for (const { sandbox, reap } of idle) {
        clearTimeout(reap);
        end(sandbox);
      }
      idle = [];
      for (const jobs of waiting.values()) {
        for (const job of jobs) job.done(failedOutcome('Lambda.ServiceException', 'the Lambda host was closed'));
      }
      waiting.clear();
      for (const sandbox of busy) end(sandbox);
      await Promise.all(ending);
    },
  };
}
