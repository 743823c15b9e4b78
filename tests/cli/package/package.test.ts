import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeStack, startFakeStack } from '../fakeStack.ts';
import { runCli } from '../runCli.ts';

const PART = 100_000;
const BYTES = randomBytes(3 * PART + 7);
const JOB = 'package-0123456789abcdef01234567';
const OUTPUTS = { hls: 'http://front/index.m3u8', original: 'http://front/original.mp4' };

/** Takes what is put, by path; answers by `refuse` where that has something, with the bytes that came by then. */
async function takePuts(refuse: (path: string, tries: number) => number | undefined) {
  const puts: { path: string; headers: Record<string, unknown>; bytes: Buffer }[] = [];
  const tries = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    tries.set(path, (tries.get(path) ?? 0) + 1);
    const status = refuse(path, tries.get(path) ?? 0);
    if (status === 0) {
      request.once('data', () => request.destroy());
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      if (status === undefined) puts.push({ path, headers: request.headers, bytes });
      response.writeHead(status ?? 200, { etag: `"${createHash('md5').update(bytes).digest('hex')}"` });
      response.end(status === undefined ? '' : `<Error><Code>Code${status}</Code><Message>no</Message></Error>`);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    puts,
    tries,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

let folder: string;
let film: string;
let puts: Awaited<ReturnType<typeof takePuts>>;
let stack: FakeStack;
let refuse: (path: string, tries: number) => number | undefined;
/** What the job is, each time that it is asked for. */
let jobs: object[];
let isWhole: boolean;
/** Whether the next upload that is announced is known to have been put. */
let conflicts: number;
let announced: number;
const before = process.env.TMPDIR;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kvs-archiver-package-'));
  process.env.TMPDIR = folder;
  film = join(folder, 'a film.mp4');
  await writeFile(film, BYTES);
  refuse = () => undefined;
  [isWhole, conflicts, announced] = [false, 0, 0];
  puts = await takePuts((path, tries) => refuse(path, tries));
  jobs = [
    { jobId: JOB, status: 'SUBMITTED', percent: 0 },
    { jobId: JOB, status: 'PROGRESSING', percent: 40 },
    { jobId: JOB, status: 'COMPLETE', percent: 100, outputs: OUTPUTS, outputsExpireAt: '2026-11-22T02:00:00.000Z' },
  ];
  stack = await startFakeStack(({ call }) => {
    if (call === 'POST /v1/uploads') {
      announced += 1;
      if (conflicts > 0) {
        conflicts -= 1;
        return { status: 409, body: { error: { code: 'Conflict', message: 'this file has been put already' } } };
      }
      if (isWhole)
        return { status: 201, body: { jobId: JOB, url: `${puts.url}/whole-${announced}`, headers: { 'x-a': 'b' } } };
      const parts = [PART, PART, PART, 7].map((bytes, index) => ({
        partNumber: index + 1,
        url: `${puts.url}/${index + 1}-${announced}`,
        bytes,
      }));
      return { status: 201, body: { jobId: JOB, method: 'PUT', headers: {}, parts } };
    }
    if (call === `POST /v1/uploads/${JOB}/complete`) return { status: 202, body: { jobId: JOB } };
    if (call === 'POST /v1/packages') return { status: 202, body: { jobId: JOB } };
    if (call === `GET /v1/jobs/${JOB}`) return { body: jobs.length > 1 ? jobs.shift() : jobs[0] };
    return undefined;
  });
});

afterEach(async () => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  await Promise.all([stack.close(), puts.close()]);
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => runCli(['package', ...args, '--endpoint', stack.url]);
const notes = async () => (await readdir(folder)).filter((name) => name.includes('upload'));
const completed = () => stack.seen.find(({ call }) => call.endsWith('/complete'))?.body as { parts: object[] };

describe('kvs-archiver package FILE', () => {
  it('puts the parts, each with its checksum, waits, and says where it plays', async () => {
    const { code, stdout, stderr } = await run(film);

    expect(code).toBe(0);
    expect(stdout).toBe(`${JOB}\nhls       ${OUTPUTS.hls}\noriginal  ${OUTPUTS.original}\n`);
    expect(stderr).toMatch(/uploading 100 %\npackaging 0 %\npackaging 40 %\nThe links open until 2026-11-22T02/);
    expect(stack.seen[0]?.body).toEqual({
      fileName: 'a film.mp4',
      bytes: BYTES.length,
      contentType: 'video/mp4',
      clientToken: '0'.repeat(48),
      sha256: createHash('sha256').update(BYTES).digest('hex'),
    });
    const inOrder = [...puts.puts].sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(Buffer.concat(inOrder.map(({ bytes }) => bytes)).equals(BYTES)).toBe(true);
    for (const { headers, bytes } of inOrder) {
      expect(headers['content-md5']).toBe(createHash('md5').update(bytes).digest('base64'));
      expect(headers['content-length']).toBe(String(bytes.length));
    }
    expect(completed().parts).toEqual(
      inOrder.map(({ bytes }, index) => ({
        partNumber: index + 1,
        etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
      })),
    );
    expect(await notes()).toEqual([]);
  });

  it('puts a small one in one piece, with the headers that it was told', async () => {
    isWhole = true;

    const { code } = await run(film, '--method', 'copy', '--no-wait');

    expect(code).toBe(0);
    expect(stack.seen[0]?.body).toMatchObject({ method: 'copy' });
    expect(puts.puts).toMatchObject([{ path: '/whole-1', headers: { 'x-a': 'b' } }]);
    expect(puts.puts[0]?.bytes.equals(BYTES)).toBe(true);
    expect(stack.seen.filter(({ call }) => call.startsWith('GET'))).toHaveLength(1);
  });

  it('tries again what broke off, and asks for other addresses where they are past their time', async () => {
    refuse = (path, tries) => {
      if (path === '/2-1' && tries <= 2) return 0;
      if (path === '/3-1') return 403;
      return path === '/4-1' && tries === 1 ? 503 : undefined;
    };

    const { code } = await run(film);

    expect(code).toBe(0);
    expect(announced).toBe(2);
    expect(puts.puts.map(({ path }) => path).sort()).toEqual(['/1-1', '/2-1', '/3-2', '/4-1']);
    expect(completed().parts).toHaveLength(4);
  });

  it('goes on with what is missing when it is called again', async () => {
    refuse = (path) => (path.startsWith('/3') ? 500 : undefined);
    const broken = await run(film);
    const put = puts.puts.length;
    refuse = () => undefined;
    const { code } = await run(film);

    expect(broken.code).toBe(3);
    expect(broken.stderr).toContain('the upload was refused: Code500, no');
    expect(put).toBe(3);
    expect(code).toBe(0);
    expect(puts.puts.slice(put).map(({ path }) => path)).toEqual(['/3-2']);
    expect(completed().parts).toHaveLength(4);
    expect(await notes()).toEqual([]);
  });

  it('begins anew where that upload is over, or the file is another', async () => {
    refuse = (path) => (path.startsWith('/3') ? 500 : undefined);
    await run(film);
    refuse = () => undefined;
    conflicts = 1;
    const again = await run(film);
    const all = puts.puts.length;
    refuse = (path) => (path.startsWith('/3') ? 500 : undefined);
    await run(film);
    await writeFile(film, randomBytes(3 * PART + 7));
    refuse = () => undefined;
    const other = await run(film);

    expect([again.code, other.code]).toEqual([0, 0]);
    // Of the first three and all, and so again.
    expect([all, puts.puts.length]).toEqual([7, 14]);
  });

  it.each([
    ['no file', ['/nowhere/a.mp4'], 'there is no such file'],
    ['a folder', ['/'], 'is no file'],
    ['nothing', [], 'give a file, or --stream, or --job'],
    ['two things', ['a.mp4', '--stream', 's'], 'give one of a file, or --stream, or --job'],
    ['a time without a stream', ['a.mp4', '--from', '-1h'], 'give --stream'],
    ['a stream without a time', ['--stream', 's'], '--from: is missing'],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await run(...args);

    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stack.seen).toEqual([]);
  });

  it('gives up at once what is refused for good, and says why', async () => {
    refuse = () => 400;

    const { code, stderr } = await run(film);

    expect(code).toBe(2);
    expect(stderr).toContain('Code400, no');
    expect([...puts.tries.values()].every((tries) => tries === 1)).toBe(true);
  });
});

describe('kvs-archiver package --stream', () => {
  it('has a span packaged, and shows its warnings', async () => {
    jobs = [{ ...jobs.at(-1), warnings: [{ code: 'FootageMissing', message: '54 s are not there' }] }];

    const { code, stdout, stderr } = await run(
      '--stream',
      's',
      '--from',
      '-2h',
      '--to',
      '-1h',
      '--method',
      'transcode',
    );

    expect(code).toBe(0);
    expect(stack.seen[0]?.body).toEqual({
      streamName: 's',
      from: '2026-11-21T12:00:00.000Z',
      to: '2026-11-21T13:00:00.000Z',
      method: 'transcode',
    });
    expect(stderr).toContain('warning: 54 s are not there (FootageMissing)\n');
    expect(stdout).toContain(OUTPUTS.hls);
  });

  it.each([
    ['ERROR', { code: 'UnsupportedMedia', message: 'no film' }, 1, 'kvs-archiver: no film\n'],
    ['ERROR', { code: '1010', message: 'the decoder said so' }, 1, 'kvs-archiver: the decoder said so (1010)\n'],
    ['ERROR', { code: 'Throttled', message: 'too much' }, 3, 'kvs-archiver: too much\n'],
    ['CANCELED', undefined, 1, `kvs-archiver: ${JOB} was called off\n`],
  ])('%s %j is exit code %d', async (status, error, code, said) => {
    jobs = [{ jobId: JOB, status, percent: 40, error }];

    const asText = await run('--job', JOB);
    const asJson = await run('--job', JOB, '--json');

    expect(asText).toEqual({ code, stdout: '', stderr: said });
    expect(asJson).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(asJson.stdout)).toEqual({
      jobId: JOB,
      status,
      percent: 40,
      ...(error === undefined ? {} : { error }),
    });
  });
});
