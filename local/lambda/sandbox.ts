import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { LambdaOutcome } from '../states/LambdaOutcome.ts';
import { failedOutcome } from './failedOutcome.ts';
import type { LambdaFunction } from './lambdaFunction.ts';
import type { LogSink } from './logSink.ts';
import { WORKER_SOURCE } from './workerSource.ts';

export interface Invocation {
  readonly requestId: string;
  /** The event as JSON text. */
  readonly event: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Where a function that streams its answer writes. */
export interface ResponseSink {
  /** Takes bytes; what comes next waits for it. The type is what the function set before its first byte. */
  write(chunk: Uint8Array, contentType: string | undefined): Promise<void>;
}

/** One execution environment: a worker thread that runs one invocation at a time. */
export interface Sandbox {
  readonly fn: LambdaFunction;
  readonly environmentId: string;
  /** False once the worker has ended; such a sandbox is thrown away. */
  alive(): boolean;
  /** Resolves when the module is loaded, or will never be. */
  readonly started: Promise<unknown>;
  /** Without a sink, what is streamed is lost. */
  invoke(invocation: Invocation, sink?: ResponseSink): Promise<LambdaOutcome>;
  /** Ends the invocation under way and the worker, from one moment to the next. */
  interrupt(how: 'kill' | 'timeout'): void;
  /** The clock of the invocation that is about to begin is fast by so many milliseconds. */
  setClock(fastMs: number): void;
  terminate(): Promise<void>;
}

interface RuntimeFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

type FromWorker =
  | { readonly ready: true }
  | { readonly initError: RuntimeFailure }
  | { readonly id?: string; readonly payload: string }
  | { readonly id: string; readonly chunk: Uint8Array; readonly contentType?: string }
  /** After a fatal error (nobody caught it) the runtime is not used again. */
  | { readonly id?: string; readonly error: RuntimeFailure; readonly fatal?: boolean };

/** Documented: Lambda quotas, "Maximum size of a streamed response". */
const STREAM_LIMIT_BYTES = 200 * 1024 * 1024;
/** Documented: Lambda quotas, "Invocation payload (request and response)", synchronous. */
const RESPONSE_LIMIT_BYTES = 6 * 1024 * 1024;
/**
 * Starting the module may take this long before an invocation's own clock runs; beyond it Lambda starts it again within
 * the invocation's time. Documented: Lambda developer guide, "Init phase", 10 s.
 */
const INIT_LIMIT_MS = 10_000;

function toOutcome(message: { payload: string } | { error: RuntimeFailure }): LambdaOutcome {
  if ('error' in message) {
    return failedOutcome(message.error.errorType, message.error.errorMessage, message.error.trace);
  }
  const bytes = Buffer.byteLength(message.payload);
  if (bytes > RESPONSE_LIMIT_BYTES) {
    return failedOutcome(
      'Function.ResponseSizeTooLarge',
      `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES + 6} bytes).`,
    );
  }
  return { ok: true, payload: JSON.parse(message.payload) };
}

/**
 * Starts a worker for `fn`. Its heap is bounded by the function's memory; buffers lie outside the heap and are not
 * counted (a difference to Lambda, which counts the whole process).
 */
export function createSandbox(
  fn: LambdaFunction,
  environment: Readonly<Record<string, string>>,
  environmentId: string,
  logs: LogSink,
): Sandbox {
  const worker = new Worker(WORKER_SOURCE, {
    eval: true,
    workerData: { url: pathToFileURL(fn.file).href, exportName: fn.exportName },
    env: { ...environment },
    argv: [],
    execArgv: ['--no-warnings', '--enable-source-maps'],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: fn.memoryMb },
    name: fn.name,
  });
  let ended = false;
  let settle: ((outcome: LambdaOutcome) => void) | undefined;
  let requestId = '';
  let clockFastMs = 0;
  let sink: ResponseSink | undefined;
  let streamedBytes = 0;
  let taking: Promise<void> = Promise.resolve();
  let announceReady: (failure: RuntimeFailure | undefined) => void;
  const ready = new Promise<RuntimeFailure | undefined>((resolve) => {
    announceReady = resolve;
  });

  function finish(outcome: LambdaOutcome): void {
    const settleNow = settle;
    settle = undefined;
    settleNow?.(outcome);
  }

  /** Hands on what is streamed, one chunk behind the other, and tells the worker when it may go on. */
  function take({ id, chunk, contentType }: { id: string; chunk: Uint8Array; contentType?: string }): void {
    if (id !== requestId) return;
    streamedBytes += chunk.length;
    if (streamedBytes > STREAM_LIMIT_BYTES) {
      const message = `Response payload size exceeded maximum allowed payload size (${STREAM_LIMIT_BYTES} bytes).`;
      stop(failedOutcome('Function.ResponseSizeTooLarge', message));
      return;
    }
    const to = sink;
    taking = taking
      .then(() => to?.write(chunk, contentType))
      .then(() => {
        if (!ended) worker.postMessage({ taken: chunk.length });
      })
      .catch((error: unknown) => stop(failedOutcome('Runtime.InvalidStreamingOperation', String(error))));
  }

  worker.on('message', (message: FromWorker) => {
    if ('ready' in message) return announceReady(undefined);
    if ('initError' in message) return announceReady(message.initError);
    if ('chunk' in message) return take(message);
    if ('fatal' in message && message.fatal === true) {
      ended = true;
      void worker.terminate();
    }
    // A late answer of an earlier invocation must not end this one.
    if (message.id === undefined || message.id === requestId) {
      const outcome = toOutcome(message);
      void taking.then(() => finish(outcome));
    }
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    const killed = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    const failure = killed
      ? { errorType: 'Runtime.ExitError', errorMessage: 'Error: Runtime exited with error: signal: killed' }
      : { errorType: error.name, errorMessage: error.message };
    const trace = killed ? [] : String(error.stack ?? '').split('\n');
    announceReady({ ...failure, trace });
    finish(failedOutcome(failure.errorType, failure.errorMessage, trace));
  });
  worker.on('exit', (code) => {
    ended = true;
    const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: exit status ${code}`;
    announceReady({ errorType: 'Runtime.ExitError', errorMessage, trace: [] });
    finish(failedOutcome('Runtime.ExitError', errorMessage));
  });
  const drained = [worker.stdout, worker.stderr].map(async (stream) => {
    try {
      for await (const chunk of stream) await logs.write(fn.name, String(chunk));
    } catch {
      stream.resume(); // The log is lost, the function goes on: a full disk ends no invocation.
    }
  });

  function timedOut(): LambdaOutcome {
    const seconds = (fn.timeoutMs / 1000).toFixed(2);
    return failedOutcome('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`);
  }

  function stop(outcome: LambdaOutcome): void {
    finish(outcome);
    ended = true;
    void worker.terminate();
  }

  async function timeLimit(ms: number, signal: AbortSignal, onLimit: () => void): Promise<void> {
    const timer = setTimeout(onLimit, ms);
    signal.addEventListener('abort', () => clearTimeout(timer));
  }

  return {
    fn,
    environmentId,
    alive: () => !ended,
    started: ready,
    async invoke(invocation, to) {
      requestId = invocation.requestId;
      sink = to;
      streamedBytes = 0;
      taking = Promise.resolve();
      clockFastMs = 0;
      const done = new AbortController();
      try {
        return await new Promise<LambdaOutcome>((resolve) => {
          settle = resolve;
          const onLimit = (): void => stop(timedOut());
          const initTimer = setTimeout(onLimit, INIT_LIMIT_MS + fn.timeoutMs);
          done.signal.addEventListener('abort', () => clearTimeout(initTimer));
          void ready.then((failure) => {
            clearTimeout(initTimer);
            if (done.signal.aborted || ended) return;
            if (failure !== undefined) {
              ended = true;
              finish(failedOutcome(failure.errorType, failure.errorMessage, failure.trace));
              void worker.terminate();
              return;
            }
            void timeLimit(fn.timeoutMs, done.signal, onLimit);
            worker.postMessage({
              id: requestId,
              event: invocation.event,
              context: invocation.context,
              remainingMs: fn.timeoutMs,
              clockFastMs,
            });
          });
        });
      } finally {
        done.abort();
      }
    },
    setClock(fastMs) {
      clockFastMs = fastMs;
    },
    interrupt(how) {
      const killed = `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`;
      stop(how === 'timeout' ? timedOut() : failedOutcome('Runtime.ExitError', killed));
    },
    async terminate() {
      ended = true;
      await worker.terminate();
      await Promise.all(drained);
    },
  };
}
