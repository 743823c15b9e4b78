import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import { authenticate, sessionTokenOf } from '../auth/authenticate.ts';
import type { Credential } from '../auth/Credential.ts';
import { denialOf } from '../auth/denialOf.ts';
import { parseSignature } from '../auth/parseSignature.ts';
import type { Gatekeeper } from '../iam/createGatekeeper.ts';
import type { LocalService } from '../service.ts';
import { chooseService, SERVICE_FACTS, type ServiceName } from './chooseService.ts';

/** A service that is not among them is not there. */
export type GatewayServices = { readonly [Name in ServiceName]?: LocalService | undefined };

/** A place to break things on purpose: it may answer, destroy or delay a request before its service sees it. */
export type Intercept = (
  service: ServiceName,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<'answered' | 'pass'>;

export interface GatewayOptions {
  readonly system: System;
  isKvsPath(path: string): boolean;
  /** Signatures are verified where this is given. */
  readonly auth?: { find(accessKeyId: string): Credential | undefined } | undefined;
  /** Told of the token of temporary credentials before anything is asked of their bearer. */
  readonly recognise?: ((token: string) => void) | undefined;
  /** Requests that need no signature even so: routes of the HTTP API that are open, or ask for a token. */
  readonly isOpen?: ((service: ServiceName, method: string, path: string) => boolean) | undefined;
  readonly intercept?: Intercept | undefined;
  /** Holds calls by keys of functions and machines against their roles; until it is there, they all pass. */
  readonly gatekeeper?: (() => Pick<Gatekeeper, 'admit'> | undefined) | undefined;
  /** What a service could not answer: a fault of ours, to be shown. */
  readonly onFault?: ((service: ServiceName, error: unknown) => void) | undefined;
}

export interface Gateway {
  /** Starts to answer with these services; until then every request is told to come back. */
  serve(services: GatewayServices): void;
  /** @returns the port. @throws ArchiverError InvalidInput when the port is in use or may not be bound */
  listen(port: number, host: string): Promise<number>;
  /** Takes no new requests, lets those under way finish for 5 s, then cuts them off. */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 5_000;
/** Longer than the idle time of the clients' own connection pools: the client closes first, not in our face. */
const KEEP_ALIVE_MS = 65_000;
const HEADERS_LIMIT_BYTES = 64 * 1024;

function listenFault(error: NodeJS.ErrnoException, port: number, host: string): ArchiverError {
  if (error.code === 'EADDRINUSE') {
    const message = `port ${port} on ${host} is in use by another program: choose another with --port`;
    return new ArchiverError('InvalidInput', message, { cause: error });
  }
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new ArchiverError('InvalidInput', `cannot listen on ${host} port ${port}: ${error.code}`, { cause: error });
  }
  return new ArchiverError('Internal', `cannot listen on ${host} port ${port}`, { cause: error });
}

function answer(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** One HTTP server that stands for all services. Streams pass through it untouched, in both directions at once. */
export function createGateway(options: GatewayOptions): Gateway {
  let services: GatewayServices | undefined;
  let closing = false;
  let closed: Promise<void> | undefined;

  async function route(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void> {
    const { url = '/', method = 'GET' } = request;
    const path = url.split('?', 1)[0] ?? '/';
    const claim = parseSignature(request);
    const name = chooseService(
      {
        method,
        path,
        target: String(request.headers['x-amz-target'] ?? ''),
        signedFor: typeof claim === 'string' ? undefined : claim.service,
        contentType: request.headers['content-type'] ?? '',
        accept: request.headers.accept ?? '',
      },
      options.isKvsPath,
    );
    const service = services?.[name];
    if (services === undefined || closing) {
      return answer(
        response,
        503,
        { 'content-type': 'application/json', 'retry-after': '1' },
        '{"message":"Starting or stopping"}',
      );
    }
    if (service === undefined) {
      return answer(
        response,
        404,
        { 'content-type': 'application/json' },
        JSON.stringify({ message: `no ${name} here` }),
      );
    }
    const token = typeof claim === 'string' ? undefined : sessionTokenOf(request);
    if (token !== undefined) options.recognise?.(token);
    let verified = request;
    const isOpen =
      name === 'control' || name === 'console' || method === 'OPTIONS' || options.isOpen?.(name, method, path) === true;
    if (options.auth !== undefined && name !== 'control' && name !== 'console' && !isOpen) {
      const facts = SERVICE_FACTS[name];
      // PutMedia's body has no end to wait for; its signature covers an empty one.
      const payload = path === '/putMedia' ? 'declared' : facts.payload;
      if (expectsContinue && payload === 'body') response.writeContinue();
      const result = await authenticate(request, {
        clock: options.system.clock,
        find: options.auth.find,
        services: facts.signingNames,
        payload,
      });
      if (!result.ok) {
        const denial = denialOf(result.reason, facts.protocol);
        // An unread body would be taken for the next request.
        response.setHeader('connection', 'close');
        return answer(response, denial.status, denial.headers, denial.body);
      }
      verified = result.request;
      if (expectsContinue && payload === 'declared') response.writeContinue();
    } else if (expectsContinue) {
      response.writeContinue();
    }
    // Whose key it is was not verified where none is asked for: a token, or nothing at all, decides there.
    const gatekeeper = options.auth !== undefined && isOpen ? undefined : options.gatekeeper?.();
    if (gatekeeper !== undefined && typeof claim !== 'string') {
      const admission = await gatekeeper.admit(name, verified, claim.accessKeyId);
      if (!admission.ok) {
        const { status, headers, body } = admission.denial;
        response.setHeader('connection', 'close');
        return answer(response, status, { ...headers }, method === 'HEAD' ? '' : body);
      }
      verified = admission.request;
    }
    if ((await options.intercept?.(name, verified, response)) === 'answered') return;
    try {
      await service.handle(verified, response);
    } catch (error) {
      // A client that went away is no fault; whatever else comes here, a service should have answered itself.
      if (!request.destroyed || request.complete) options.onFault?.(name, error);
      throw error;
    }
  }

  function onRequest(expectsContinue: boolean): (request: IncomingMessage, response: ServerResponse) => void {
    return (request, response) => {
      // Whoever reads the request hears of its end by himself; without a listener an abort would end the process.
      request.on('error', () => response.destroy());
      response.on('error', () => request.destroy());
      // A kept-alive connection that falls idle while we close would hold us up to the end of the grace.
      response.on('close', () => {
        if (closing) setImmediate(() => server.closeIdleConnections());
      });
      route(request, response, expectsContinue).catch(() => {
        if (response.headersSent) return void response.destroy();
        response.setHeader('connection', 'close');
        answer(response, 500, { 'content-type': 'application/json' }, '{"message":"Internal failure"}');
      });
    };
  }

  const server: Server = createServer({
    // PutMedia lasts as long as the camera; the headers' own limit stays.
    requestTimeout: 0,
    headersTimeout: 30_000,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: HEADERS_LIMIT_BYTES,
    noDelay: true,
  });
  server.on('request', onRequest(false));
  server.on('checkContinue', onRequest(true));
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });

  return {
    serve(given) {
      services = given;
    },
    listen(port, host) {
      return new Promise((resolve, reject) => {
        const onError = (error: NodeJS.ErrnoException): void => reject(listenFault(error, port, host));
        server.once('error', onError);
        server.listen(port, host, () => {
          server.off('error', onError);
          resolve((server.address() as AddressInfo).port);
        });
      });
    },
    close() {
      closed ??= close();
      return closed;
    },
  };

  async function close(): Promise<void> {
    closing = true;
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const done = new AbortController();
    const cut = options.system.clock.sleep(CLOSE_GRACE_MS, done.signal).then(
      () => server.closeAllConnections(),
      () => undefined, // Everybody was done in time.
    );
    await ended;
    done.abort();
    await cut;
  }
}
