import { type FakeStack, startFakeStack } from '../fakeStack.ts';
import { runCli } from '../runCli.ts';

const SESSION = {
  url: 'https://kvs/hls/v1/getHLSMasterPlaylist.m3u8?SessionToken=a',
  expiresAt: '2026-11-21T15:00:00.000Z',
  source: 'kvs',
  protocol: 'HLS',
  mode: 'LIVE',
};

describe('play', () => {
  let stack: FakeStack;
  const play = (...argv: string[]) => runCli(['play', ...argv], { AWS_ENDPOINT_URL: stack.url });

  beforeEach(async () => {
    stack = await startFakeStack(({ call }) => {
      if (call.includes('/gone/') || call.includes('/bare/')) {
        return { status: 404, body: { error: { code: 'NotFound', message: 'mode: nothing is live' } } };
      }
      return call.includes('/session?') ? { body: SESSION } : undefined;
    });
  });
  afterEach(() => stack.close());

  test.each([
    [['--stream', 'door'], 'GET /v1/streams/door/session?protocol=HLS&expires=3600'],
    [
      ['--stream', 'door', '--from', '-2h', '--to', '-1h', '--protocol', 'DASH', '--expires', '300'],
      'GET /v1/streams/door/session?protocol=DASH&expires=300&from=-2h&to=-1h',
    ],
    [['--segment', 'a/1'], 'GET /v1/segments/a%2F1/session?protocol=HLS&expires=3600'],
  ])('%j: the address alone, for a player', async (argv, call) => {
    expect(await play(...argv)).toEqual({ code: 0, stdout: `${SESSION.url}\n`, stderr: '' });
    expect(stack.seen.map((request) => request.call)).toEqual([call]);
  });

  test('as JSON all that is known', async () => {
    const { code, stdout } = await play('--stream', 'door', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, SESSION]);
  });

  test.each([
    [[], /--stream: is missing/],
    [['--stream', 'door', '--segment', 'a'], /cannot be used with option/],
    [['--segment', 'a', '--from', '-1h'], /cannot be used with option/],
    [['--stream', 'a b'], /no KVS stream name/],
    [['--stream', 'door', '--expires', '299'], /whole number from 300 to 43200/],
    [['--stream', 'bare'], /mode: nothing is live/],
  ])('%j is told, with exit code 2', async (argv, message) => {
    const { code, stdout, stderr } = await play(...argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});
