import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConsole } from '../../../local/console/createConsole.ts';
import { listenTo } from '../listenTo.ts';

const HEADERS = { 'content-security-policy': "default-src 'none'" };
let folder: string;
let outside: string;
let builds = 0;
let fails = false;
const failures: unknown[] = [];
const service = createConsole({
  build: () => {
    builds += 1;
    return fails ? Promise.reject(new Error('the console could not be built')) : Promise.resolve(folder);
  },
  headers: HEADERS,
  onFailure: (error) => failures.push(error),
});
let server: Awaited<ReturnType<typeof listenTo>>;

beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'console-'));
  folder = join(root, 'files');
  outside = join(root, 'secret.js');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(outside, 'secret');
  await writeFile(join(folder, 'index.html'), '<title>console</title>');
  await writeFile(join(folder, 'assets', 'main-1a2b.js'), 'main()');
  server = await listenTo(service);
});
afterAll(async () => {
  await server.close();
  await rm(join(folder, '..'), { recursive: true });
});

/** As it stands: `fetch` would resolve `..` in the path. */
function ask(
  path: string,
  method = 'GET',
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

test('a build that fails is told, and the next request tries again', async () => {
  fails = true;
  expect(await ask('/console/')).toMatchObject({ status: 500, body: 'the console could not be built\n' });
  fails = false;
  expect(failures).toHaveLength(1);
  expect(await ask('/console/')).toMatchObject({ status: 200 });
  await ask('/console/');
  expect(builds).toBe(2);
});

test.each([
  ['/console/', '<title>console</title>', 'text/html; charset=utf-8', 'no-cache'],
  ['/console/streams/front.door%20x?at=1', '<title>console</title>', 'text/html; charset=utf-8', 'no-cache'],
  ['/console/streams/front-door', '<title>console</title>', 'text/html; charset=utf-8', 'no-cache'],
  ['/console/assets/main-1a2b.js', 'main()', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
])('%s', async (path, body, type, cached) => {
  const answer = await ask(path);
  expect(answer).toMatchObject({
    status: 200,
    body,
    headers: { ...HEADERS, 'content-type': type, 'cache-control': cached },
  });
});

test.each([
  ['/console', 302],
  ['/', 302],
  ['/console/assets/other.js', 404],
  ['/console/../secret.js', 200],
  ['/console/assets/../../secret.js', 200],
  ['/console/assets%2f..%2f..%2fsecret.js', 200],
  ['/console/assets/..%5c..%5csecret.js', 404],
  ['/console/%ff', 400],
  ['/console/a%00.js', 400],
  ['/console/assets', 200],
])('%s is %d', async (path, status) => {
  const answer = await ask(path);
  expect(answer.status).toBe(status);
  expect(answer.body).not.toContain('secret');
});

test('HEAD has no body, and nothing else is taken', async () => {
  expect(await ask('/console/', 'HEAD')).toMatchObject({ status: 200, body: '' });
  expect(await ask('/console/', 'POST')).toMatchObject({ status: 405 });
});
