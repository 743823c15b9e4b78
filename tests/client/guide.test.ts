import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

jest.mock('kvs-archiver/client', () => jest.requireActual('../../client/createClient.ts'), { virtual: true });

import { ERROR_KINDS } from '../../core/errors.ts';
import { tellOf } from './guide.ts';

const GUIDE = readFileSync(join(__dirname, '../../docs/api.md'), 'utf8');

it('the example of the guide is this program, and it does what it says', async () => {
  const example = /^```ts\n(.*?)^```/ms.exec(GUIDE)?.[1];
  expect(example).toBe(readFileSync(join(__dirname, 'guide.ts'), 'utf8'));
  const seen: unknown[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    seen.push([url, headers.authorization]);
    const { pathname } = new URL(url, 'http://stack');
    const gap = { clock: 'server', startMs: 1795186800000, endMs: 1795190400000, reason: 'expired' };
    const answers: Record<string, object> = {
      '/v1/streams/front/timeline': { coverage: 0.755, gaps: [gap] },
      '/v1/streams/front/gaps': { items: [gap] },
    };
    const answer = answers[pathname];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: { code: 'NotFound', message: 'stream: none is not enrolled' } }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const told = [await tellOf('front', apiUrl, async () => 'abc'), await tellOf('none', apiUrl, async () => 'abc')];

    expect(told).toEqual([['76 % archived, 1 gaps', '2026-11-20T15:00:00.000Z expired'], ['there is no none']]);
    const span = 'from=2026-11-20T14%3A00%3A00Z&to=2026-11-20T15%3A00%3A00Z';
    expect(seen).toEqual([
      [`/v1/streams/front/timeline?${span}`, 'Bearer abc'],
      ['/v1/streams/front/gaps', 'Bearer abc'],
      [`/v1/streams/none/timeline?${span}`, 'Bearer abc'],
    ]);
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

it('the table of errors is that of the vocabulary', () => {
  const rows = [...GUIDE.matchAll(/^\| `(\w+)` +\| \d+ +\| (yes|no) /gm)].map(([, code, again]) => [
    code,
    again === 'yes',
  ]);

  expect(Object.fromEntries(rows)).toEqual(
    Object.fromEntries(Object.entries(ERROR_KINDS).map(([code, { retryable }]) => [code, retryable])),
  );
});
