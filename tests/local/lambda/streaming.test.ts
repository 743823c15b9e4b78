import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { StreamedAnswer } from '../../../local/front/StreamedAnswer.ts';
import { createLambdaHost, type LambdaHost } from '../../../local/lambda/createLambdaHost.ts';

const HANDLER = `
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  if (event.plain) { stream.write('as it is'); return; }
  const answer = awslambda.HttpResponseStream.from(stream, { statusCode: event.status, headers: { 'x-own': 'yes' } });
  for (let at = 0; at < event.chunks; at++) {
    if (!answer.write(Buffer.alloc(event.bytes, at))) await new Promise((go) => answer.once('drain', go));
    if (at === event.failAt) throw new Error('on its way');
  }
  if (event.chunks === 0) answer.write('');
  answer.end();
});
`;

describe('a function that streams its answer', () => {
  let dir: string;
  let lambda: LambdaHost;
  let server: Server;
  let url: string;
  let outcomes: boolean[] = [];

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'streaming-'));
    const file = join(dir, 'handler.mjs');
    await writeFile(file, HANDLER);
    outcomes = [];
    lambda = createLambdaHost({
      functions: [
        { name: 'media', arn: 'media', file, exportName: 'handler', memoryMb: 256, timeoutMs: 60_000, environment: {} },
      ],
      system: realSystem,
      logs: { write: async () => undefined, close: async () => undefined },
      environmentOf: () => ({}),
    });
    server = createServer(async (request, response) => {
      const answer = new StreamedAnswer(response, request.method === 'HEAD');
      const event = JSON.parse(decodeURIComponent((request.url ?? '/').slice(1)));
      const { ok } = await lambda.invoke('media', event, { sink: answer });
      outcomes.push(ok);
      answer.end(ok);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await lambda.close();
    await rm(dir, { recursive: true });
  });

  const ask = (event: object, init?: RequestInit) => fetch(`${url}${encodeURIComponent(JSON.stringify(event))}`, init);

  it('gives its status and headers first, and then each byte in order', async () => {
    const response = await ask({ status: 201, chunks: 40, bytes: 100_000 });
    const body = Buffer.from(await response.arrayBuffer());

    expect([response.status, response.headers.get('x-own'), body.length]).toEqual([201, 'yes', 4_000_000]);
    expect(
      [...Array(40).keys()].every((at) => body.subarray(at * 100_000, (at + 1) * 100_000).every((byte) => byte === at)),
    ).toBe(true);
    expect(outcomes).toEqual([true]);
  }, 300_000);

  it('has a head without a body, and a body without a head', async () => {
    const empty = await ask({ status: 204, chunks: 0 });
    const plain = await ask({ plain: true });

    expect([empty.status, await empty.text()]).toEqual([204, '']);
    expect([plain.status, plain.headers.get('content-type'), await plain.text()]).toEqual([
      200,
      'application/octet-stream',
      'as it is',
    ]);
  }, 300_000);

  it('is cut off where it fails on its way, and its worker answers the next', async () => {
    const response = await ask({ status: 200, chunks: 3, bytes: 10, failAt: 1 });

    await expect(response.arrayBuffer()).rejects.toThrow();
    expect((await (await ask({ status: 200, chunks: 1, bytes: 5 })).arrayBuffer()).byteLength).toBe(5);
    expect(outcomes).toEqual([false, true]);
  }, 300_000);

  it('comes to its end when its client has left, and holds no more than what is on its way', async () => {
    const leaving = new AbortController();
    const response = await ask({ status: 200, chunks: 60, bytes: 1_000_000 }, { signal: leaving.signal });
    leaving.abort();
    await expect(response.arrayBuffer()).rejects.toThrow();

    expect((await ask({ status: 200, chunks: 1, bytes: 5 })).status).toBe(200);
  }, 300_000);
});
