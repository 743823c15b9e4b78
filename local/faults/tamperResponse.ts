import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { resetConnection } from './answerInstead.ts';

/** Thrown while a body is on its way: the connection is reset (RST), or closed (FIN) as if nothing were wrong. */
export class ConnectionCut extends Error {
  readonly how: 'reset' | 'close';
  constructor(how: 'reset' | 'close') {
    super(`the connection is to be cut: ${how}`);
    this.how = how;
  }
}

/** What is done to an answer between the service and its client. */
export interface Tampering {
  /** Resolves when the head may go out. */
  beforeHead?(gone: AbortSignal): Promise<void>;
  /** The head waits for the body's first byte, even where the service sends it ahead. */
  readonly holdHead?: boolean;
  /** A `Content-Length`, as it is to be told; undefined where none is. */
  contentLength?(declared: number): number | undefined;
  /**
   * What the client is given of the body. When it ends, the answer ends as one that is whole; the service is listened
   * to up to its own end in any case, and notices nothing. May throw a ConnectionCut.
   */
  body(pieces: AsyncIterable<Buffer>, gone: AbortSignal): AsyncIterable<Uint8Array>;
}

/** Puts `tampering` between a service and its client, before the service is called. */
export function tamperResponse(response: ServerResponse, tampering: Tampering): void {
  const write = response.write.bind(response);
  const end = response.end.bind(response);
  const writeHead = response.writeHead.bind(response);
  const flushHeaders = response.flushHeaders.bind(response);
  const tap = new PassThrough();
  const gone = new AbortController();
  let headHeld = true;
  let flushWanted = false;
  let answered = false;
  /** Ends the wait for the piece that is being written: a connection that has closed may never call back. */
  let release = (): void => undefined;

  response.write = tap.write.bind(tap) as typeof response.write;
  response.end = ((...last: unknown[]) => {
    const callback = last.find((each): each is () => void => typeof each === 'function');
    if (callback !== undefined) response.once('finish', callback);
    const [chunk, encoding] = last.filter((each) => typeof each !== 'function');
    if (chunk === undefined || chunk === null) tap.end();
    else tap.end(chunk as Buffer | string, (encoding as BufferEncoding | undefined) ?? 'utf8');
    return response;
  }) as typeof response.end;
  response.flushHeaders = () => {
    flushWanted = true;
    if (!headHeld) flushHeaders();
  };
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    const headers =
      rest.find((each): each is Record<string, string> => typeof each === 'object' && each !== null) ?? {};
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const declared = response.getHeader('content-length');
    if (declared !== undefined && tampering.contentLength !== undefined) {
      const told = tampering.contentLength(Number(declared));
      if (told === undefined) response.removeHeader('content-length');
      else response.setHeader('content-length', told);
    }
    const reason = rest.find((each) => typeof each === 'string');
    return reason === undefined ? writeHead(status) : writeHead(status, reason);
  }) as typeof response.writeHead;

  tap.on('drain', () => response.emit('drain'));
  response.once('close', () => {
    gone.abort();
    release();
    if (!answered) tap.destroy();
  });

  const written = (piece: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      if (gone.signal.aborted) return resolve();
      release = resolve;
      write(piece, () => resolve());
    });

  async function pass(): Promise<void> {
    await tampering.beforeHead?.(gone.signal);
    headHeld = tampering.holdHead === true;
    if (flushWanted && !headHeld) flushHeaders();
    const pieces = tap.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const piece of tampering.body(pieces, gone.signal)) {
      await written(piece);
    }
  }

  pass()
    .then(
      () => {
        answered = true;
        end();
      },
      (error: unknown) => {
        answered = true;
        if (error instanceof ConnectionCut && error.how === 'reset') resetConnection(response);
        // A client that went away, or a service that broke its own answer off, ends it as well.
        else response.destroy();
      },
    )
    .finally(() => tap.resume());
}

/** Takes the whole answer of a service away, and then has `send` answer in its place. */
export function replaceAnswer(response: ServerResponse, send: () => void): void {
  const own = ['write', 'end', 'writeHead', 'flushHeaders'] as const;
  const calledBack = (args: readonly unknown[]): void => {
    const callback = args.find((each): each is () => void => typeof each === 'function');
    if (callback !== undefined) setImmediate(callback);
  };
  response.writeHead = (() => response) as typeof response.writeHead;
  response.flushHeaders = () => undefined;
  response.write = ((...args: unknown[]) => {
    calledBack(args);
    return true;
  }) as typeof response.write;
  response.end = ((...args: unknown[]) => {
    for (const name of own) Reflect.deleteProperty(response, name);
    calledBack(args);
    send();
    return response;
  }) as typeof response.end;
}
