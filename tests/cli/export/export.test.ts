import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeStack, startFakeStack } from '../fakeStack.ts';
import { runCli } from '../runCli.ts';

const BYTES = randomBytes(300_000);
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const FROM = Date.UTC(2026, 10, 21, 12);

/** Serves the file; breaks off after `breakAt` bytes of an answer as often as `breaks` says. */
async function serveFile(breaks: number) {
  const ranges: string[] = [];
  let left = breaks;
  const server = createServer((request, response) => {
    ranges.push(request.headers.range ?? 'all');
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from === 0 ? 200 : 206, { 'content-length': BYTES.length - from });
    if (left > 0) {
      left -= 1;
      response.write(BYTES.subarray(from, from + 100_000), () => response.destroy());
    } else response.end(BYTES.subarray(from));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`,
    ranges,
    close: () => new Promise<void>((closed) => void server.close(() => closed())),
  };
}

let folder: string;
let stack: FakeStack;
let file: Awaited<ReturnType<typeof serveFile>>;
let shown: Record<string, unknown>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kvs-archiver-export-'));
  file = await serveFile(2);
  const one = { url: file.url, bytes: BYTES.length, sha256: SHA256, startMs: FROM, endMs: FROM + 60_000 };
  shown = {
    exportId: 'export-1',
    status: 'COMPLETE',
    percent: 100,
    bytes: BYTES.length,
    files: [one],
    skipped: [],
    skippedCount: 0,
  };
  let asked = 0;
  stack = await startFakeStack(({ call }) => {
    if (call === 'POST /v1/exports') return { status: 202, body: { exportId: 'export-1' } };
    if (call !== 'GET /v1/exports/export-1') return undefined;
    asked += 1;
    return { body: asked === 1 ? { ...shown, status: 'RUNNING', percent: 40, files: [] } : shown };
  });
});
afterEach(async () => {
  await stack.close();
  await file.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (...more: string[]) =>
  runCli([
    'export',
    '--endpoint',
    stack.url,
    '--stream',
    'door',
    '--from',
    '-2h',
    '-o',
    join(folder, 'door.mp4'),
    ...more,
  ]);

test('asks, waits, goes on where a connection broke, and names the file when it is whole', async () => {
  const { code, stdout, stderr } = await run('--gaps', 'keep');

  expect(stderr).toContain('making 300 kB 40 %');
  expect([code, stdout]).toEqual([
    0,
    `${join(folder, 'door.mp4')}  300 kB  2026-11-21T12:00:00.000Z to 2026-11-21T12:01:00.000Z\n`,
  ]);
  expect(stack.seen[0]).toMatchObject({
    call: 'POST /v1/exports',
    body: { stream: 'door', from: '2026-11-21T12:00:00.000Z', to: '2026-11-21T14:00:00.000Z', gaps: 'keep' },
  });
  expect(file.ranges).toHaveLength(3);
  expect(file.ranges[0]).toBe('all');
  expect(await readdir(folder)).toEqual(['door.mp4']);
  expect((await readFile(join(folder, 'door.mp4'))).equals(BYTES)).toBe(true);
});

test('goes on with what an earlier run has left', async () => {
  await writeFile(join(folder, '.door.mp4.part'), BYTES.subarray(0, 250_000));

  const { code } = await run('--json');

  expect([code, file.ranges[0]]).toEqual([0, 'bytes=250000-']);
  expect((await readFile(join(folder, 'door.mp4'))).equals(BYTES)).toBe(true);
});

test('bytes that are not what was sent are no file', async () => {
  await writeFile(join(folder, '.door.mp4.part'), randomBytes(10));

  const { code, stderr } = await run();

  expect([code, stderr]).toEqual([1, expect.stringContaining('its checksum does not hold')]);
  expect(await readdir(folder)).toEqual(['.door.mp4.part']);
});

test('what was lost is told, and is a finding; what was never recorded is none', async () => {
  const span = { startMs: FROM, endMs: FROM + 1000 };
  shown = { ...shown, skipped: [{ ...span, reason: 'not-recorded' }], skippedCount: 1 };
  expect((await run()).code).toBe(0);
  shown = { ...shown, skipped: [{ ...span, reason: 'failed' }], skippedCount: 1 };

  const { code, stderr } = await run();

  expect(code).toBe(1);
  expect(stderr).toContain('not in it: 2026-11-21T12:00:00.000Z to 2026-11-21T12:00:01.000Z, failed');
});

test.each([
  [
    { status: 'ERROR', error: { code: 'NotFound', message: 'from: nothing of door is archived' } },
    2,
    /nothing of door/,
  ],
  [{ status: 'ERROR', error: { code: 'States.Timeout', message: 'too late' } }, 3, /too late/],
  [{ status: 'CANCELED' }, 1, /is CANCELED/],
])('%j ends with its exit code', async (ended, expected, message) => {
  shown = { ...shown, ...ended, files: [] };

  const { code, stderr } = await run();

  expect([code, stderr]).toEqual([expected, expect.stringMatching(message)]);
});

test.each([
  [['export', '-o', 'x.mp4'], /--stream: is missing/],
  [['export', '--stream', 'a', '-o', 'x.mp4'], /--from: is missing/],
  [['export', '--stream', 'a', '--from', '-1h', '-o', '-', '--json'], /no room for --json/],
  [['export', '--export-id', 'e', '--stream', 'a', '-o', 'x.mp4'], /--export-id: names all of it/],
])('%j is a usage error', async (argv, message) => {
  const { code, stderr } = await runCli([...argv, '--endpoint', stack.url]);

  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
