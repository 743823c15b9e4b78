import { createHash } from 'node:crypto';
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Authentication, authenticate } from '../../../local/auth/authenticate.ts';
import { readBody } from '../../../local/gateway/readBody.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const CREDENTIAL = { accessKeyId: 'AKIALOCAL1', secretAccessKey: 'secret/with+signs', principal: 'admin' };
const EMPTY = createHash('sha256').digest('hex');

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

describe('authenticate', () => {
  let server: Server;
  let port: number;
  let now = NOW;
  let services: string[] = ['s3'];
  let payload: 'declared' | 'body' = 'declared';
  let last: { result: Authentication; body: string };

  beforeAll(async () => {
    server = createServer((request, response) => {
      void (async () => {
        const result = await authenticate(request, {
          clock: { now: () => now, sleep: () => Promise.resolve() },
          find: (id) => (id === CREDENTIAL.accessKeyId ? CREDENTIAL : undefined),
          services,
          payload,
        });
        last = { result, body: result.ok ? (await readBody(result.request, 1000)).toString() : '' };
        response.setHeader('connection', 'close');
        response.end();
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    now = NOW;
    services = ['s3'];
    payload = 'declared';
  });

  const signer = (service: string, options: { secret?: string; applyChecksum?: boolean } = {}): SignatureV4 =>
    new SignatureV4({
      service,
      region: 'us-east-1',
      credentials: { ...CREDENTIAL, secretAccessKey: options.secret ?? CREDENTIAL.secretAccessKey },
      sha256: Sha256,
      uriEscapePath: service !== 's3',
      applyChecksum: options.applyChecksum ?? true,
    });

  async function send(sent: Sent, headers: IncomingHttpHeaders | Record<string, string>): Promise<Authentication> {
    const query = new URLSearchParams(sent.query).toString().replaceAll('+', '%20');
    await new Promise<void>((resolve, reject) => {
      const request = httpRequest(
        {
          port,
          host: '127.0.0.1',
          method: sent.method ?? 'GET',
          path: query === '' ? sent.path : `${sent.path}?${query}`,
          headers: headers as Record<string, string>,
          setHost: false,
        },
        (response) => response.resume().on('end', resolve),
      );
      request.on('error', reject);
      request.end(sent.body);
    });
    return last.result;
  }

  async function sign(
    sent: Sent,
    service: string,
    options: Parameters<typeof signer>[1] & { at?: number; host?: string } = {},
  ): Promise<Record<string, string>> {
    const signed = await signer(service, options).sign(
      {
        protocol: 'http:',
        hostname: '127.0.0.1',
        method: sent.method ?? 'GET',
        path: sent.path,
        query: sent.query ?? {},
        headers: { host: options.host ?? `127.0.0.1:${port}`, ...sent.headers },
        ...(sent.body === undefined ? {} : { body: sent.body }),
      },
      { signingDate: new Date(options.at ?? NOW) },
    );
    return signed.headers as Record<string, string>;
  }

  test.each<[string, Sent]>([
    ['a plain key', { path: '/bucket/key' }],
    ['a key that must be encoded', { path: '/bucket/%C3%BC%20%281%29%2B%27%2A%21/b' }],
    ['a query', { path: '/bucket', query: { 'list-type': '2', prefix: 'a b/ü+', delimiter: '/', marker: '' } }],
    ['an unsigned payload', { method: 'PUT', path: '/b/k', headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }],
    [
      'aws-chunked with a trailer',
      {
        method: 'PUT',
        path: '/b/k',
        headers: {
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-trailer': 'x-amz-checksum-crc32',
        },
      },
    ],
  ])('S3: %s', async (_, sent) => {
    expect(await send(sent, await sign(sent, 's3'))).toMatchObject({ ok: true, principal: 'admin' });
  });

  test('a body that is read for its hash can be read again; another body is refused', async () => {
    services = ['dynamodb'];
    payload = 'body';
    const sent = {
      method: 'POST',
      path: '/',
      body: '{"a":1}',
      headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
    };
    // botocore sends no x-amz-content-sha256 with these services, SDK v3 does.
    for (const applyChecksum of [true, false]) {
      const headers = await sign(sent, 'dynamodb', { applyChecksum });
      expect(await send(sent, headers)).toMatchObject({ ok: true });
      expect(last.body).toBe('{"a":1}');
      expect(await send({ ...sent, body: '{"a":2}' }, headers)).toEqual({ ok: false, reason: 'mismatch' });
    }
  });

  test('the C producer: no port in Host, a token outside the signature, an empty body signed and another one sent', async () => {
    services = ['kinesisvideo'];
    const sent = { method: 'POST', path: '/putMedia', headers: { 'x-amzn-stream-name': 's' } };
    const headers = await sign(sent, 'kinesisvideo', { applyChecksum: false, host: '127.0.0.1' });
    expect(await send({ ...sent, body: 'footage' }, { ...headers, 'x-amz-security-token': 'token' })).toMatchObject({
      ok: true,
    });
    expect(await send(sent, { ...headers, host: `127.0.0.1:${port}` })).toMatchObject({ ok: true });
    expect(await send(sent, { ...headers, 'x-amzn-stream-name': 'other' })).toEqual({ ok: false, reason: 'mismatch' });
  });

  test('an HTTP API path with encoded characters, encoded once more for the signature', async () => {
    services = ['execute-api'];
    payload = 'body';
    const sent = { path: '/iam/v1/streams/a%20b' };
    expect(await send(sent, await sign(sent, 'execute-api'))).toMatchObject({ ok: true });
  });

  test('presigned URLs hold until they expire', async () => {
    const request = {
      protocol: 'http:',
      hostname: '127.0.0.1',
      method: 'GET',
      path: '/b/k%20l',
      headers: { host: `127.0.0.1:${port}` },
    };
    const signed = await signer('s3').presign(
      { ...request, headers: { ...request.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
      {
        signingDate: new Date(NOW),
        expiresIn: 600,
        unhoistableHeaders: new Set(),
        unsignableHeaders: new Set(['x-amz-content-sha256']),
      },
    );
    const sent = { path: signed.path, query: signed.query as Record<string, string> };
    const host = { host: `127.0.0.1:${port}` };
    expect(await send(sent, host)).toMatchObject({ ok: true });
    now = NOW + 600_000;
    expect(await send(sent, host)).toMatchObject({ ok: true });
    now = NOW + 600_001;
    expect(await send(sent, host)).toEqual({ ok: false, reason: 'expired' });
    now = NOW;
    expect(await send({ ...sent, query: { ...sent.query, 'X-Amz-Expires': '6000' } }, host)).toEqual({
      ok: false,
      reason: 'mismatch',
    });
    expect(await send({ ...sent, path: '/b/other' }, host)).toEqual({ ok: false, reason: 'mismatch' });
  });

  test.each<[string, () => Promise<Record<string, string>>, string]>([
    ['nothing', () => Promise.resolve({ host: 'x' }), 'missing'],
    ['noise', () => Promise.resolve({ host: 'x', authorization: 'AWS4-HMAC-SHA256 noise' }), 'malformed'],
    ['another scheme', () => Promise.resolve({ host: 'x', authorization: 'Basic YTpi' }), 'malformed'],
    ['another secret', () => sign({ path: '/b/k' }, 's3', { secret: 'x' }), 'mismatch'],
    ['another service', () => sign({ path: '/b/k' }, 'dynamodb'), 'wrong-service'],
    ['a clock 16 minutes slow', () => sign({ path: '/b/k' }, 's3', { at: NOW - 16 * 60_000 }), 'skewed'],
    ['a clock 16 minutes fast', () => sign({ path: '/b/k' }, 's3', { at: NOW + 16 * 60_000 }), 'skewed'],
  ])('%s is refused', async (_, headers, reason) => {
    expect(await send({ path: '/b/k' }, await headers())).toEqual({ ok: false, reason });
  });

  test('clocks may differ by 14 minutes for S3, by 4 for the others', async () => {
    const sent = { path: '/b/k', headers: { 'x-amz-content-sha256': EMPTY } };
    expect(await send(sent, await sign(sent, 's3', { at: NOW - 14 * 60_000 }))).toMatchObject({ ok: true });
    services = ['states'];
    expect(await send(sent, await sign(sent, 'states', { at: NOW - 4 * 60_000 }))).toMatchObject({ ok: true });
    expect(await send(sent, await sign(sent, 'states', { at: NOW - 6 * 60_000 }))).toEqual({
      ok: false,
      reason: 'skewed',
    });
  });
});
