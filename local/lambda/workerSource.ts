/**
 * The program inside a worker: Lambda's Node.js runtime in small. It is a string, evaluated by `new Worker`, so that it
 * is the same from the TypeScript sources, under jest and from the bundled CLI, where no file could be found by path.
 * It is CommonJS; the handler is loaded by a dynamic import.
 *
 * Messages in: { id, event (JSON text), context, remainingMs, clockFastMs }, and { taken (bytes) } for what was streamed.
 * Messages out: { ready }, { initError }, { id, payload (JSON text) } and { id, error, fatal }; after a fatal one the host
 * ends the thread. A handler that streams sends { id, chunk, contentType } before its payload, and waits where more than a
 * megabyte of it was not taken yet. What stands before a body (`HttpResponseStream.from`) is a JSON text and eight NULs, as
 * Lambda's own runtime writes it (observed: aws-lambda-nodejs-runtime-interface-client, HttpResponseStream).
 */
export const WORKER_SOURCE = `
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { performance } = require('node:perf_hooks');
const describe = (error) => {
  if (!(error instanceof Error) && !(error && typeof error === 'object' && typeof error.message === 'string')) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return {
    errorType: String(error.name || 'Error'),
    errorMessage: String(error.message),
    trace: String(error.stack || '').split('\\n'),
  };
};
const initType = (error) => {
  if (error && error.code === 'ERR_MODULE_NOT_FOUND') return 'Runtime.ImportModuleError';
  if (error instanceof SyntaxError) return 'Runtime.UserCodeSyntaxError';
  return undefined;
};
const { Writable } = require('node:stream');
const STREAMS = Symbol.for('aws.lambda.runtime.handler.streaming');
const MOST_UNTAKEN_BYTES = 1 << 20;
let untaken = 0;
let goOn;
const responseStream = (id) => {
  let contentType;
  let before = () => undefined;
  const stream = new Writable({
    write(chunk, encoding, done) {
      const head = before();
      before = () => undefined;
      const bytes = head === undefined ? Uint8Array.from(chunk) : new Uint8Array(Buffer.concat([head, chunk]));
      untaken += bytes.length;
      parentPort.postMessage({ id, chunk: bytes, contentType }, [bytes.buffer]);
      if (untaken > MOST_UNTAKEN_BYTES) goOn = done;
      else done();
    },
  });
  stream.setContentType = (type) => { contentType = type; };
  stream.beforeFirstWrite = (make) => { before = make; };
  return stream;
};
globalThis.awslambda = {
  streamifyResponse(handler) {
    handler[STREAMS] = 'response';
    return handler;
  },
  HttpResponseStream: {
    from(stream, prelude) {
      stream.setContentType('application/vnd.awslambda.http-integration-response');
      stream.beforeFirstWrite(() => Buffer.concat([Buffer.from(JSON.stringify(prelude)), Buffer.alloc(8)]));
      return stream;
    },
  },
};
const runStreaming = async (handler, message, context) => {
  untaken = 0;
  goOn = undefined;
  const stream = responseStream(message.id);
  const finished = new Promise((done, fail) => stream.once('close', done).once('error', fail));
  await Promise.race([handler(JSON.parse(message.event), stream, context), finished.then(() => new Promise(() => undefined))]);
  if (!stream.writableEnded) stream.end();
  await finished;
};
let current;
let clockFastMs = 0;
const rightNow = Date.now;
Date.now = () => rightNow() + clockFastMs;
process.on('unhandledRejection', (reason) => {
  const error = describe(reason);
  const failure = {
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: error.errorType + ': ' + error.errorMessage,
    trace: error.trace,
  };
  parentPort.postMessage({ id: current, error: failure, fatal: true });
});
process.on('uncaughtException', (thrown) => {
  parentPort.postMessage({ id: current, error: describe(thrown), fatal: true });
});
// The host ends this thread: one that ends by itself may take its last message with it.
setInterval(() => undefined, 1 << 30);
// What was printed is with the host before the answer is.
const flush = (stream) =>
  stream.writableLength > 0 ? new Promise((done) => stream.write('', done)) : undefined;
(async () => {
  let handler;
  try {
    const module = await import(workerData.url);
    handler = module[workerData.exportName];
    if (typeof handler !== 'function') {
      const named = workerData.exportName + ' is undefined or not exported';
      parentPort.postMessage({ initError: { errorType: 'Runtime.HandlerNotFound', errorMessage: named, trace: [] } });
      return;
    }
  } catch (thrown) {
    const error = describe(thrown);
    parentPort.postMessage({ initError: { ...error, errorType: initType(thrown) || error.errorType } });
    return;
  }
  parentPort.on('message', async (message) => {
    if (message.taken !== undefined) {
      untaken -= message.taken;
      const next = goOn;
      if (next !== undefined && untaken <= MOST_UNTAKEN_BYTES) {
        goOn = undefined;
        next();
      }
      return;
    }
    current = message.id;
    clockFastMs = message.clockFastMs || 0;
    const deadline = performance.now() + message.remainingMs;
    const context = {
      ...message.context,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
    };
    try {
      const streams = handler[STREAMS] !== undefined;
      const result = streams
        ? await runStreaming(handler, message, context)
        : await handler(JSON.parse(message.event), context);
      const payload = JSON.stringify(result);
      await flush(process.stdout);
      await flush(process.stderr);
      parentPort.postMessage({ id: message.id, payload: payload === undefined ? 'null' : payload });
    } catch (thrown) {
      const error = describe(thrown);
      process.stderr.write(JSON.stringify({ level: 'ERROR', requestId: message.id, ...error }) + '\\n');
      await flush(process.stdout);
      await flush(process.stderr);
      parentPort.postMessage({ id: message.id, error });
    }
  });
  parentPort.postMessage({ ready: true });
})();
`;
