import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import { type AnswerOptions, answerDevice } from './answerDevice.ts';
import type { Authority } from './certificates/openAuthority.ts';
import { certificateIdOf } from './openThings.ts';

export interface CredentialsProviderOptions extends Omit<AnswerOptions, 'nowMs'> {
  readonly authority: Authority;
  readonly system: System;
  /** What could not be answered: a fault of ours, to be shown. */
  readonly onFault: (error: unknown) => void;
}

/** AWS IoT's credentials provider, on a port of its own, since it alone speaks TLS. */
export interface CredentialsProvider {
  /**
   * Listens on loopback. A port that is taken is let go for a free one: the outputs name it.
   * @returns `127.0.0.1:4567`, as clients are told
   */
  listen(port: number): Promise<string>;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const NAMES = [HOST, 'localhost'];

/**
 * Whoever comes has to show a certificate of this data folder's authority; without one, or with a foreign one, he does
 * not get through the handshake. (AWS knows each certificate by itself, whoever signed it.)
 */
export function createCredentialsProvider(options: CredentialsProviderOptions): CredentialsProvider {
  const { authority, system } = options;
  const { certificate, privateKey } = authority.issue('localhost', { kind: 'server', names: NAMES });
  const server = createServer(
    {
      cert: certificate,
      key: privateKey,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      handshakeTimeout: 10_000,
      requestTimeout: 10_000,
    },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        options.onFault(error);
        send(response, 500, { message: 'Internal failure' });
      });
    },
  );
  // A device with the wrong certificate is no fault of ours: it hears of it itself.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => socket.destroy());

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { raw } = (request.socket as TLSSocket).getPeerCertificate();
    const given = request.headers['x-amzn-iot-thingname'];
    const { status, body, errorType } = await answerDevice(
      {
        method: request.method ?? '',
        url: request.url ?? '',
        thingName: typeof given === 'string' ? given : undefined,
        certificateId: certificateIdOf(raw),
      },
      { ...options, nowMs: system.clock.now() },
    );
    send(response, status, body, errorType);
  }

  function send(response: ServerResponse, status: number, body: unknown, errorType?: string): void {
    const text = JSON.stringify(body);
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'x-amzn-requestid': system.random.uuid(),
      ...(errorType === undefined ? {} : { 'x-amzn-errortype': errorType }),
      connection: 'close',
      // By the stack's own clock, as the end of what is given out.
      date: new Date(system.clock.now()).toUTCString(),
    });
    response.end(text);
  }

  const listenOn = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, HOST, () => {
        server.off('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });

  return {
    async listen(port) {
      const taken = await listenOn(port).catch((error: NodeJS.ErrnoException) => {
        if (port === 0 || error.code !== 'EADDRINUSE') {
          const message = `cannot listen on ${HOST} port ${port} for devices: ${error.code}`;
          throw new ArchiverError('InvalidInput', message, { cause: error });
        }
        return listenOn(0);
      });
      return `${HOST}:${taken}`;
    },
    async close() {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await ended;
    },
  };
}
