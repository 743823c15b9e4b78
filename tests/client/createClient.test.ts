import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { ApiError, type ClientOptions, createClient } from '../../client/createClient.ts';
import { ERROR_KINDS } from '../../core/errors.ts';

interface Seen {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let apiUrl: string;
let seen: Seen[];
let answer: (seen: Seen, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const line = `${request.method} ${request.url}`;
      const one = { line, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      seen.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  seen = [];
  answer = (_seen, response) => json(response, 200, {});
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
const client = (options: Partial<ClientOptions> = {}) => createClient({ apiUrl, ...options });
const FRONT = { params: { path: { stream: 'front' } } };

describe('a call', () => {
  it('goes to /v1 with a token that is asked for each time, and gives the JSON', async () => {
    let count = 0;
    answer = (_seen, response) => json(response, 200, { streamName: 'front' });
    const api = client({ apiUrl: `${apiUrl}/`, token: () => `token-${++count}` });

    const stream = await api.get('/streams/{stream}', FRONT);
    await api.put('/streams/{stream}', { ...FRONT, body: { tries: 3 } });

    expect(stream.streamName).toBe('front');
    expect(seen.map(({ line, body, headers }) => [line, body, headers.authorization])).toEqual([
      ['GET /v1/streams/front', '', 'Bearer token-1'],
      ['PUT /v1/streams/front', '{"tries":3}', 'Bearer token-2'],
    ]);
  });

  it('goes to /iam/v1 with the headers of whoever signs it, who sees the whole of it', async () => {
    const signed: unknown[] = [];
    const api = client({
      sign: async ({ method, url, headers, body }) => {
        signed.push([method, url.pathname, headers['content-type'], body]);
        return { authorization: 'AWS4-HMAC-SHA256 x', 'x-amz-date': '20261121T140000Z' };
      },
    });

    await api.post('/streams/{stream}/backfill', { ...FRONT, body: { dryRun: true } });
    await api.get('/streams', { params: { query: { limit: 2 } } });

    expect(signed).toEqual([
      ['POST', '/iam/v1/streams/front/backfill', 'application/json', '{"dryRun":true}'],
      ['GET', '/iam/v1/streams', undefined, undefined],
    ]);
    expect(seen.map(({ line, body, headers }) => [line, body, headers['x-amz-date']])).toEqual([
      ['POST /iam/v1/streams/front/backfill', '{"dryRun":true}', '20261121T140000Z'],
      ['GET /iam/v1/streams?limit=2', '', '20261121T140000Z'],
    ]);
  });

  it('gives nothing where the answer has nothing', async () => {
    answer = (_seen, response) => response.writeHead(204).end();

    expect(await client().delete('/streams/{stream}', FRONT)).toBeUndefined();
  });

  it('writes parameters so that they stay what they are', async () => {
    await client().get('/streams/{stream}', { params: { path: { stream: 'a/b?c=ü %2f' } } });

    expect(seen.map(({ line }) => line)).toEqual(['GET /v1/streams/a%2Fb%3Fc%3D%C3%BC%20%252f']);
  });

  it.each(['.', '..', ''])('is not made where "%s" would lead to another route', async (thing) => {
    const body = { clientID: 'a', deviceID: 'b', streamName: 'c', begTime: '0', endTime: '1', duration: '0' };

    await expect(
      client().put('/devices/{thing}/segments', { params: { path: { thing } }, body }),
    ).rejects.toMatchObject({ name: 'ApiError', code: 'InvalidInput', status: 0 });

    expect(seen).toEqual([]);
  });
});

describe('a list', () => {
  it('is gone through page by page, with the parameters of the first', async () => {
    const pages = [
      { items: [{ streamName: 'a' }, { streamName: 'b' }], nextToken: 'Yg' },
      { items: [], nextToken: 'Yw' },
      { items: [{ streamName: 'd' }] },
    ];
    answer = (_seen, response) => json(response, 200, pages[seen.length - 1]);
    const names: string[] = [];

    for await (const { streamName } of client().eachItem('/streams', { params: { query: { limit: 2 } } })) {
      names.push(streamName);
    }

    expect(names).toEqual(['a', 'b', 'd']);
    expect(seen.map(({ line }) => line)).toEqual([
      'GET /v1/streams?limit=2',
      'GET /v1/streams?limit=2&nextToken=Yg',
      'GET /v1/streams?limit=2&nextToken=Yw',
    ]);
  });

  it('asks for no more than is used', async () => {
    answer = (_seen, response) => json(response, 200, { items: [{ streamName: 'a' }], nextToken: 'Yg' });

    for await (const { streamName } of client().eachItem('/streams')) if (streamName === 'a') break;

    expect(seen).toHaveLength(1);
  });
});

describe('what is not as it was asked for', () => {
  it.each(Object.entries(ERROR_KINDS))('is an error with the code %s', async (code, { retryable }) => {
    answer = (_seen, response) => json(response, 418, { error: { code, message: `of ${code}` } });

    const error = await client()
      .get('/streams')
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code, retryable, message: `of ${code}`, status: 418, isFromApi: true });
  });

  it.each([
    [401, '{"message":"Unauthorized"}', 'AccessDenied', 'GET /v1/streams: 401 Unauthorized'],
    [403, '{"message":"Forbidden"}', 'AccessDenied', 'GET /v1/streams: 403 Forbidden'],
    [404, '{"message":"Not Found"}', 'NotFound', 'GET /v1/streams: 404 Not Found'],
    [413, '{"message":null}', 'InvalidInput', 'GET /v1/streams: 413 {"message":null}'],
    [429, '{"message":"Too Many Requests"}', 'Throttled', 'GET /v1/streams: 429 Too Many Requests'],
    [502, '<html>Bad gateway</html>', 'Internal', 'GET /v1/streams: 502 <html>Bad gateway</html>'],
    [503, '', 'Internal', 'GET /v1/streams: 503'],
    [500, '{"error":{"code":"New","message":"words"}}', 'Internal', 'GET /v1/streams: 500 words'],
    [400, 'null', 'InvalidInput', 'GET /v1/streams: 400 null'],
  ])('is told by the status %i where the gateway answers %s', async (status, text, code, message) => {
    answer = (_seen, response) => response.writeHead(status).end(text);

    await expect(client().get('/streams')).rejects.toMatchObject({ code, message, status, isFromApi: false });
  });

  it('may be an answer that is no JSON', async () => {
    answer = (_seen, response) => response.writeHead(200).end('<html>');

    await expect(client().get('/streams')).rejects.toMatchObject({
      code: 'Internal',
      message: 'GET /v1/streams: the answer is no JSON: <html>',
    });
  });

  it('may be silence, an end in the middle, or a way to elsewhere', async () => {
    await expect(client({ apiUrl: 'http://127.0.0.1:1' }).get('/streams')).rejects.toMatchObject({
      code: 'Internal',
      retryable: true,
      message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1 cannot be reached \(.+\)$/),
    });
    answer = () => undefined;
    await expect(client({ timeoutMs: 30 }).get('/streams')).rejects.toMatchObject({ code: 'Internal', status: 0 });
    answer = (_seen, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"items":');
      setImmediate(() => response.destroy());
    };
    await expect(client().get('/streams')).rejects.toMatchObject({ code: 'Internal', status: 0 });
    answer = (_seen, response) => response.writeHead(302, { location: '/elsewhere' }).end();
    await expect(client().get('/streams')).rejects.toMatchObject({ code: 'Internal', status: 0 });
    expect(seen.map(({ line }) => line)).not.toContain('GET /elsewhere');
  });

  it('may be what the caller ends, or what nobody can sign: their own errors', async () => {
    answer = () => undefined;
    const ending = new AbortController();
    const ended = client().get('/streams', { signal: ending.signal });
    ending.abort(new Error('enough'));

    await expect(ended).rejects.toThrow('enough');
    const sign = () => Promise.reject(new Error('no keys'));
    await expect(client({ sign }).get('/streams')).rejects.toThrow('no keys');
  });
});

it('runs in a browser: nothing of Node, one package, and small', async () => {
  const { metafile, outputFiles } = await build({
    entryPoints: ['client/createClient.ts'],
    absWorkingDir: process.cwd(),
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    metafile: true,
    write: false,
  });

  const files = Object.keys(metafile.inputs);
  expect(files.filter((path) => path.startsWith('client/')).sort()).toEqual([
    'client/ApiError.ts',
    'client/createClient.ts',
  ]);
  const packages = files.map((path) => /node_modules\/([^/]+)/.exec(path)?.[1]).filter((name) => name !== undefined);
  expect([...new Set(packages)]).toEqual(['openapi-fetch']);
  expect(outputFiles[0]?.contents.length).toBeLessThan(12 * 1024);
});
