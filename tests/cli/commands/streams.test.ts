import { type FakeStack, type SeenRequest, startFakeStack } from '../fakeStack.ts';
import { NOW_MS, runCli } from '../runCli.ts';

const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/front/1';
const FRONT = {
  streamName: 'front',
  streamArn: ARN,
  settings: { since: 'retention', tries: 5, enabled: true },
  state: {
    watermarkMs: NOW_MS - 7_000,
    lagMs: 7_000,
    openPlans: 1,
    retentionHours: 24,
    condition: 'silent',
    silent: true,
    silentForMs: 1_200_000,
    newestFragmentMs: NOW_MS - 1_207_000,
    fragments: { fragmentMs: 1500, longestClipMs: 300_000, inWords: '1.5 s x 200 = 300 s' },
  },
};

describe('streams', () => {
  let stack: FakeStack;
  let enrolled: boolean;
  const withStack = (...argv: string[]) => runCli(['streams', ...argv], { AWS_ENDPOINT_URL: stack.url });

  const answer = ({ call }: SeenRequest) => {
    const none = { status: 404, body: { error: { code: 'NotFound', message: 'stream: front is not enrolled' } } };
    if (call === 'GET /v1/streams/front') return enrolled ? { body: FRONT } : none;
    if (call === 'PUT /v1/streams/front') {
      enrolled = true;
      return { body: { ...FRONT, warnings: ['KVS keeps front for 2 h only'] } };
    }
    if (call === 'DELETE /v1/streams/front') return enrolled ? { status: 204 } : none;
    if (call === 'GET /v1/streams?limit=100') return { body: { items: [FRONT], nextToken: 'dG9rZW4' } };
    if (call === 'GET /v1/streams?limit=100&nextToken=dG9rZW4') {
      return { body: { items: [{ ...FRONT, streamName: 'yard', settings: { enabled: false }, state: undefined }] } };
    }
    return undefined;
  };

  beforeEach(async () => {
    enrolled = false;
    stack = await startFakeStack(answer);
  });
  afterEach(() => stack.close());

  test('add sends the settings that are named, and shows warnings on stderr', async () => {
    const result = await withStack(
      'add',
      'front',
      '--since',
      '-2h',
      '--interval',
      '60',
      '--fragments',
      'none',
      '--pause',
    );

    expect(result).toMatchObject({ code: 0, stderr: 'warning: KVS keeps front for 2 h only\n' });
    expect(result.stdout).toMatch(/^enrolled front\n/);
    const put = stack.seen.find(({ call }) => call.startsWith('PUT'));
    expect(put?.body).toEqual({ since: NOW_MS - 7_200_000, intervalSeconds: 60, fragments: 'none', enabled: false });
    expect(put?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/us-east-1\/execute-api\//);
  });

  test('add on an enrolled stream keeps the other settings', async () => {
    enrolled = true;

    const result = await withStack('add', 'front', '--tries', '9');

    expect(result.stdout).toMatch(/^changed front\n/);
    expect(stack.seen.find(({ call }) => call.startsWith('PUT'))?.body).toEqual({ ...FRONT.settings, tries: 9 });
  });

  test('show says the watermark lag, how the stream fares, and the longest clip', async () => {
    enrolled = true;

    const { code, stdout } = await withStack('show', 'front');

    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'front',
        `  ARN             ${ARN}`,
        '  archived up to  2026-11-21T13:59:53.000Z by server time (watermark lag 7 s)',
        '  condition       silent for 20 min since 2026-11-21T13:39:53.000Z',
        '  open plans      1',
        '  KVS retention   24 h',
        '  longest clip    1.5 s x 200 = 300 s',
        '  settings        since retention, tries 5, enabled true',
        '',
      ].join('\n'),
    );
  });

  test('show --json is the answer of the API as one document', async () => {
    enrolled = true;

    expect(JSON.parse((await withStack('show', 'front', '--json')).stdout)).toEqual(FRONT);
  });

  test('list goes through all pages', async () => {
    const text = await withStack('list');
    const json = await withStack('list', '--json');

    expect(text.stdout).toBe(
      [
        'STREAM  WATERMARK LAG  OPEN PLANS  KVS RETENTION  SCHEDULED  CONDITION',
        'front   7 s            1           24 h           yes        silent for 20 min since 2026-11-21T13:39:53.000Z',
        'yard    -              -           -              paused     -',
        '',
      ].join('\n'),
    );
    expect(JSON.parse(json.stdout).items.map((item: { streamName: string }) => item.streamName)).toEqual([
      'front',
      'yard',
    ]);
  });

  test('remove ends with 0; of a stream that is not enrolled with 2', async () => {
    enrolled = true;
    const removed = await withStack('remove', 'front', '--json');
    enrolled = false;
    const unknown = await withStack('remove', 'front');

    expect(removed).toEqual({ code: 0, stdout: '{"streamName":"front","enrolled":false}\n', stderr: '' });
    expect(unknown).toEqual({ code: 2, stdout: '', stderr: 'kvs-archiver: stream: front is not enrolled\n' });
  });

  test('answers of API Gateway itself have exit codes too', async () => {
    await stack.close();
    const answers = [
      { status: 403, body: { message: 'Forbidden' } },
      { status: 429, body: { message: 'Too Many Requests' } },
      { status: 503, body: { message: 'Service Unavailable' } },
    ];
    stack = await startFakeStack(() => answers.shift());

    const results = [await withStack('list'), await withStack('list'), await withStack('list')];

    expect(results.map(({ code }) => code)).toEqual([2, 3, 3]);
    expect(results[0]?.stderr).toContain('GET /v1/streams: 403 Forbidden; a stack with --auth wants the keys');
  });
});
