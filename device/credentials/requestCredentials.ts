import { request } from 'node:https';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { TemporaryCredentials } from './CredentialProvider.ts';
import { explainConnectionFault } from './explainConnectionFault.ts';
import { explainRefusal } from './explainRefusal.ts';
import type { IotIdentity } from './IotIdentity.ts';
import { readCredentials } from './readCredentials.ts';

export interface RequestOptions {
  readonly system: System;
  /** For the whole of it. */
  readonly withinMs?: number;
  readonly signal?: AbortSignal;
  /** Told how far the service's clock is ahead of ours, in milliseconds, as exactly as a header of whole seconds says. */
  readonly onClock?: (aheadMs: number) => void;
}

/** AWS's C producer gives it 5 s (observed); a slow board shakes hands for longer. */
const WITHIN_MS = 15_000;
const MOST_BYTES = 64 * 1024;

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly dateMs: number;
}

/**
 * One request for temporary credentials, by mutual TLS. Documented: AWS IoT developer guide, "Authorizing direct calls
 * to AWS services".
 *
 * @throws ArchiverError that says what to do; neither it nor its causes hold a key or a token
 */
export async function requestCredentials(
  identity: IotIdentity,
  options: RequestOptions,
): Promise<TemporaryCredentials> {
  const { status, body, dateMs } = await ask(identity, options);
  const aheadMs = Number.isNaN(dateMs) ? 0 : dateMs - options.system.clock.now();
  // The header has whole seconds, and the answer was on its way.
  const skewMs = Math.abs(aheadMs) < 2_000 ? 0 : aheadMs;
  if (!Number.isNaN(dateMs)) options.onClock?.(skewMs);
  if (status === 200) return readCredentials(body, skewMs);
  throw explainRefusal(status, messageOf(body), identity);
}

function ask(identity: IotIdentity, { system, withinMs = WITHIN_MS, signal }: RequestOptions): Promise<Answer> {
  const { hostname, port } = new URL(`https://${identity.endpoint}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  const deadline = new AbortController();
  return new Promise<Answer>((resolve, reject) => {
    let secured = false;
    const failed = (error: unknown): void =>
      reject(
        error instanceof ArchiverError
          ? error
          : explainConnectionFault(error, identity, { secured, now: new Date(system.clock.now()).toISOString() }),
      );
    let call: ReturnType<typeof request>;
    try {
      call = request({
        host,
        port: port === '' ? 443 : Number(port),
        path: `/role-aliases/${encodeURIComponent(identity.roleAlias)}/credentials`,
        headers: { 'x-amzn-iot-thingname': identity.thingName, accept: 'application/json' },
        cert: identity.certificate,
        key: identity.privateKey,
        ...(identity.authority === undefined ? {} : { ca: identity.authority }),
        // Documented: the provider wants to hear the name that was called. An address is none.
        ...(isIP(host) === 0 ? { servername: host } : {}),
        minVersion: 'TLSv1.2',
        // One request an hour: nothing to keep open.
        agent: false,
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      return failed(error);
    }
    call.on('socket', (socket) => {
      (socket as TLSSocket).once('secureConnect', () => {
        secured = true;
      });
    });
    call.on('error', failed);
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) {
          call.destroy(new ArchiverError('Corrupt', `the credentials provider's answer is over ${MOST_BYTES} bytes`));
        } else chunks.push(chunk);
      });
      response.on('error', failed);
      response.on('aborted', () => failed(new ArchiverError('Truncated', 'the credentials provider broke off')));
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, body, dateMs: Date.parse(response.headers.date ?? '') });
      });
    });
    system.clock.sleep(withinMs, deadline.signal).then(
      () => call.destroy(new ArchiverError('Internal', `the credentials provider did not answer in ${withinMs} ms`)),
      () => undefined, // It was over before.
    );
    call.end();
  }).finally(() => deadline.abort());
}

/** The service's own words, on one line and not too many. */
function messageOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    return typeof message === 'string' ? message.replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, 200) : '';
  } catch {
    return '';
  }
}
