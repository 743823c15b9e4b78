import { createLambdaApi } from '../../../local/lambda/createLambdaApi.ts';
import { failedOutcome } from '../../../local/lambda/failedOutcome.ts';
import { listenTo } from '../listenTo.ts';
import { fakeLambdaHost } from './fakeLambdaHost.ts';

describe('createLambdaApi', () => {
  let api: Awaited<ReturnType<typeof listenTo>>;
  const seen: unknown[] = [];

  beforeAll(async () => {
    api = await listenTo(
      createLambdaApi(
        fakeLambdaHost({
          echo: (event) => {
            seen.push(event);
            return { ok: true, payload: { event } };
          },
          fails: () => failedOutcome('NotFound', 'not there', ['at x']),
        }),
      ),
    );
  });
  afterAll(() => api.close());

  const invoke = async (name: string, body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${api.url}/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      body,
      headers,
    });
    const error = response.headers.get('x-amz-function-error') ?? response.headers.get('x-amzn-errortype');
    return [response.status, error, await response.text()];
  };

  test.each<[string, string, string, Record<string, string>, unknown[]]>([
    ['a result', 'echo', '{"a":1}', {}, [200, null, '{"event":{"a":1}}']],
    ['no body', 'echo', '', {}, [200, null, '{"event":{}}']],
    [
      'an ARN',
      encodeURIComponent('arn:aws:lambda:us-east-1:000000000000:function:echo'),
      '1',
      {},
      [200, null, '{"event":1}'],
    ],
    [
      'a failure',
      'fails',
      '{}',
      {},
      [200, 'Unhandled', '{"errorType":"NotFound","errorMessage":"not there","trace":["at x"]}'],
    ],
    ['an asynchronous call', 'echo', '{}', { 'x-amz-invocation-type': 'Event' }, [202, null, '']],
    ['a dry run', 'echo', '{}', { 'x-amz-invocation-type': 'DryRun' }, [204, null, '']],
    [
      'no such function',
      'who',
      '{}',
      {},
      [404, 'ResourceNotFoundException', expect.stringContaining('Function not found: who')],
    ],
    [
      'no such function, asynchronous',
      'who',
      '{}',
      { 'x-amz-invocation-type': 'Event' },
      [404, 'ResourceNotFoundException', expect.any(String)],
    ],
    ['noise', 'echo', '{', {}, [400, 'InvalidRequestContentException', expect.stringContaining('Could not parse')]],
  ])('%s', async (_, name, body, headers, expected) => {
    expect(await invoke(name, body, headers)).toEqual(expected);
  });

  test('another path is refused', async () => {
    const response = await fetch(`${api.url}/2015-03-31/functions`);
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException']);
  });
});
