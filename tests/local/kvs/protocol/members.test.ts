import { type RunningKvs, startKvs } from '../startKvs.ts';

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs();
});
afterEach(async () => {
  await kvs.remove();
});

/** Sends JSON as it is, as no SDK would. */
async function post(path: string, content: string) {
  const response = await fetch(`http://127.0.0.1:${kvs.port}${path}`, { method: 'POST', body: content });
  return {
    status: response.status,
    errorType: response.headers.get('x-amzn-errortype'),
    requestId: response.headers.get('x-amzn-requestid'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

describe('what a request is refused for', () => {
  test.each<[string, string, number, string]>([
    ['/createStream', '{}', 400, 'InvalidArgumentException'],
    ['/createStream', '{"StreamName":null}', 400, 'InvalidArgumentException'],
    ['/createStream', '{"StreamName":"a/b"}', 400, 'InvalidArgumentException'],
    ['/createStream', `{"StreamName":"${'x'.repeat(257)}"}`, 400, 'InvalidArgumentException'],
    ['/createStream', '{"StreamName":7}', 400, 'SerializationException'],
    ['/createStream', '{"StreamName":"a","DataRetentionInHours":-1}', 400, 'InvalidArgumentException'],
    ['/createStream', '{"StreamName":"a","DataRetentionInHours":87601}', 400, 'InvalidArgumentException'],
    ['/createStream', '{"StreamName":"a","DataRetentionInHours":"24"}', 400, 'SerializationException'],
    ['/createStream', '{"StreamName":"a","MediaType":"h264"}', 400, 'InvalidArgumentException'],
    ['/createStream', '{"StreamName":"a","Tags":{"k":1}}', 400, 'InvalidArgumentException'],
    ['/createStream', '{"StreamName":', 400, 'SerializationException'],
    ['/createStream', '[]', 400, 'SerializationException'],
    ['/describeStream', '{}', 400, 'InvalidArgumentException'],
    ['/describeStream', '', 400, 'InvalidArgumentException'],
    ['/describeStream', '{"StreamName":"a"}', 404, 'ResourceNotFoundException'],
    [
      '/describeStream',
      '{"StreamName":"a","StreamARN":"arn:aws:kinesisvideo:us-east-1:000000000000:stream/a/1"}',
      400,
      'InvalidArgumentException',
    ],
    ['/describeStream', '{"StreamARN":"arn:aws:s3:::a"}', 400, 'InvalidArgumentException'],
    ['/listStreams', '{"NextToken":"bm9uc2Vuc2U="}', 400, 'InvalidArgumentException'],
    ['/listStreams', '{"MaxResults":0}', 400, 'InvalidArgumentException'],
    ['/getDataEndpoint', '{"StreamName":"a","APIName":"GET_TEA"}', 400, 'InvalidArgumentException'],
    ['/describeSignalingChannel', '{}', 404, 'UnknownOperationException'],
  ])('%s %s: %d %s', async (path, content, status, errorType) => {
    const answer = await post(path, content);

    expect(answer).toMatchObject({ status, errorType, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(Object.keys(answer.body)).toEqual(['Message']);
  });

  test('members that are not in the model are ignored', async () => {
    expect(await post('/createStream', '{"StreamName":"a","Colour":"red"}')).toMatchObject({ status: 200 });
  });
});
