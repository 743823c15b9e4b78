import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type FakeStack, startFakeStack } from './fakeStack.ts';
import { runCli } from './runCli.ts';

describe('usage', () => {
  let stack: FakeStack;
  beforeAll(async () => {
    stack = await startFakeStack(() => ({ body: {} }));
  });
  afterAll(() => stack.close());

  test.each([
    [['gaps', '--strem', 'x'], "unknown option '--strem'"],
    [['stream'], "unknown command 'stream'"],
    [['streams', 'add'], "missing required argument 'stream'"],
    [['streams', 'add', 'a', 'b'], 'too many arguments'],
    [['streams', 'add', 'a b'], 'stream: "a b" is no KVS stream name'],
    [['streams', 'add', 'a', '--tries', '0'], 'a whole number from 1 to 20'],
    [['streams', 'add', 'a', '--interval', '1.5'], 'a whole number from 10 to 86400'],
    [['streams', 'add', 'a', '--fragments', 'some'], 'Allowed choices are all, tagged, none'],
    [['streams', 'add', 'a', '--since', 'yesterday'], '--since: "yesterday" is no time'],
    [['streams', 'add', 'a', '--prefix', '../'], 'prefix: no . or ..'],
    [['streams', 'add', 'a', '--bucket', 'No_Bucket'], 'bucket: not a bucket name'],
    [['streams', 'add', 'a', '--pause', '--resume'], "option '--pause' cannot be used with option '--resume'"],
    [['archive', '--from', '2026-11-21'], '--from: "2026-11-21" is no time'],
    [['archive', '--to', '-1h'], '--from: is missing'],
    [['archive', '--from', '-1h', '--to', '-2h'], '--from: -1h is not before --to -2h'],
    [['fragments'], "required option '--stream <stream>' not specified"],
    [['fragments', '--stream', 'a', '--selector', 'wall'], 'Allowed choices are producer, server'],
    [['device', 'run', '--stream', 'a', '--source', '/no/such.mp4'], '--source: /no/such.mp4 does not exist'],
    [
      ['device', 'run', '--stream', 'a', '--source', 'test', '--speed', 'max'],
      '--start and --speed max are for recordings',
    ],
    [['local', '--port', '70000'], 'a whole number from 0 to 65535'],
    [['local', '--quotas', 'none'], 'Allowed choices are default, aws'],
    [['local', '--camera', '/no/such.mp4'], '--camera: /no/such.mp4 does not exist'],
  ])('%j ends with 2, says why, and touches nothing', async (argv, message) => {
    const result = await runCli(argv, { AWS_ENDPOINT_URL: stack.url });

    expect(result.stderr).toContain(message);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(stack.seen).toEqual([]);
  });

  test.each([[['--help']], [['streams', 'add', '--help']], [['archive', '--help']], [['device', 'run', '--help']]])(
    '%j ends with 0 and helps on stdout',
    async (argv) => {
      const result = await runCli(argv);

      expect(result).toMatchObject({ code: 0, stderr: '' });
      expect(result.stdout).toMatch(/^Usage: kvs-archiver /);
    },
  );

  test('an error with --json is JSON on stdout too', async () => {
    const result = await runCli(['archive', '--json', '--to', '-1h']);

    expect(JSON.parse(result.stdout)).toEqual({
      error: { code: 'InvalidInput', message: '--from: is missing; a range has a beginning' },
    });
  });

  test('an endpoint that is none ends with 2, one where nothing answers with 3', async () => {
    const listener = createServer();
    await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
    const { port } = listener.address() as AddressInfo;
    await new Promise((closed) => listener.close(closed));

    const wrong = await runCli(['gaps', '--endpoint', 'localhost:4566']);
    const silent = await runCli(['gaps', '--endpoint', `http://127.0.0.1:${port}`]);

    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain('--endpoint: localhost:4566 is no address such as http://127.0.0.1:4566');
    expect(silent).toMatchObject({ code: 3 });
    expect(silent.stderr).toContain(`http://127.0.0.1:${port} cannot be reached (ECONNREFUSED)`);
  });

  test.each([
    [200, '<html>', 2, 'is no kvs-archiver stack'],
    [404, '{"message":"Not Found"}', 2, 'is no kvs-archiver stack'],
    [503, '{"message":"Starting or stopping"}', 3, 'is starting or stopping: try again'],
  ])('an endpoint that answers %i %s ends with %i', async (status, body, code, message) => {
    const other = createHttpServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as AddressInfo;
    try {
      const result = await runCli(['gaps', '--endpoint', `http://127.0.0.1:${port}`]);

      expect(result).toMatchObject({ code, stdout: '' });
      expect(result.stderr).toContain(message);
    } finally {
      await new Promise((closed) => {
        other.close(closed);
        other.closeAllConnections();
      });
    }
  });
});
