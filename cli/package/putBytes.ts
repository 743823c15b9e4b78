import { type IncomingMessage, request as requestOverHttp } from 'node:http';
import { request as requestOverTls } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ArchiverError, type ErrorKind } from '../../core/errors.ts';

/** What is put to a signed address. */
export interface PutBytes {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly body: Readable;
  /** Is told how many bytes have been handed to the connection, each time. */
  onSent(bytes: number): void;
}

/** No bytes went either way for so long. */
const SILENCE_MS = 120_000;
const MOST_ANSWER_BYTES = 16_384;

/**
 * Puts bytes to a signed address as they are read, and gives the ETag that it answers with. (`fetch` does not send a length
 * with a stream, which S3 demands.)
 *
 * @throws ArchiverError `Expired` where the address does not open, or not any more; otherwise one that is worth another try,
 *   or `InvalidInput` with what S3 says
 */
export async function putBytes({ url, headers, bytes, body, onSent }: PutBytes): Promise<string> {
  const send = url.startsWith('https:') ? requestOverTls : requestOverHttp;
  const request = send(url, { method: 'PUT', headers: { ...headers, 'content-length': bytes }, timeout: SILENCE_MS });
  request.on('timeout', () => request.destroy(new Error('nothing moved for two minutes')));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
  });
  let sent = 0;
  body.on('data', (chunk: Uint8Array) => {
    sent += chunk.length;
    onSent(sent);
  });
  try {
    // Whoever refuses answers before all is sent.
    const [response] = await Promise.all([answered, Promise.race([pipeline(body, request), answered])]);
    const text = await textOf(response);
    const { statusCode = 0 } = response;
    if (statusCode === 200) return response.headers.etag ?? '';
    throw refusal(statusCode, text);
  } catch (error) {
    if (error instanceof ArchiverError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new ArchiverError('Truncated', `the upload broke off: ${message}`, { cause: error });
  } finally {
    body.destroy();
    request.destroy();
  }
}

function refusal(status: number, text: string): ArchiverError {
  const [, code = String(status)] = /<Code>([^<]*)<\/Code>/.exec(text) ?? [];
  const [, said = ''] = /<Message>([^<]*)<\/Message>/.exec(text) ?? [];
  const message = `the upload was refused: ${code}${said === '' ? '' : `, ${said}`}`;
  const kind: ErrorKind =
    status === 403 || status === 404
      ? 'Expired'
      : status === 503 || status === 429
        ? 'Throttled'
        : status >= 500 || code === 'BadDigest' || code === 'RequestTimeout'
          ? 'Truncated'
          : 'InvalidInput';
  return new ArchiverError(kind, message, { details: { status, code } });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes <= MOST_ANSWER_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
