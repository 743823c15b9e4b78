import type { IncomingMessage, ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../core/system.ts';
import type { FailureAnswer } from './failureAnswer.ts';

/** How long a body that nobody wants is taken: one that goes on for ever, as PutMedia's, is cut off then. */
const LINGER_MS = 2_000;

/** Breaks a connection as a router does that has lost it: the client sees a reset. */
export function resetConnection(message: IncomingMessage | ServerResponse): void {
  const { socket } = message;
  if (socket === null || socket.destroyed) return;
  socket.resetAndDestroy();
}

/** Sends a failure as the whole answer. */
export function sendFailure(request: IncomingMessage, response: ServerResponse, answer: FailureAnswer): void {
  for (const name of response.getHeaderNames()) {
    if (/^(content-|etag|last-modified|accept-ranges|x-amz-(checksum|meta))/.test(name)) response.removeHeader(name);
  }
  const length = String(Buffer.byteLength(answer.body));
  response.writeHead(answer.status, { ...answer.headers, 'content-length': length });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

/**
 * Answers with a failure that the service does not hear of. What the client is still sending is read first, for many a
 * client looks at the answer only when it has sent everything.
 */
export async function answerInstead(
  request: IncomingMessage,
  response: ServerResponse,
  answer: FailureAnswer,
  clock: Clock,
): Promise<void> {
  const read = new AbortController();
  const late = new AbortController();
  const limit = clock.sleep(LINGER_MS, read.signal).then(
    () => late.abort(),
    () => undefined, // The body had its end in time.
  );
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await pipeline(request, nowhere, { signal: late.signal, end: true });
  } catch (error) {
    if (!late.signal.aborted) return resetConnection(request); // The client has gone.
    if ((error as Error).name !== 'AbortError') throw error;
  } finally {
    read.abort();
    await limit;
  }
  if (response.destroyed) return;
  if (!request.complete) response.setHeader('connection', 'close');
  sendFailure(request, response, answer);
}
