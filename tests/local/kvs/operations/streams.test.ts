import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  GetDataEndpointCommand,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  TagStreamCommand,
  UntagStreamCommand,
  UpdateStreamCommand,
} from '@aws-sdk/client-kinesis-video';
import { body } from '../matroskaBody.ts';
import { openPutMedia } from '../putMediaSender.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs();
});
afterEach(async () => {
  await kvs.remove();
});

const create = async (name: string, retention = 24): Promise<string> =>
  (await kvs.control.send(new CreateStreamCommand({ StreamName: name, DataRetentionInHours: retention }))).StreamARN ??
  '';

const describeStream = async (name: string) =>
  (await kvs.control.send(new DescribeStreamCommand({ StreamName: name }))).StreamInfo;

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

describe('CreateStream and DescribeStream', () => {
  test('make a stream and tell of it', async () => {
    const { StreamARN } = await kvs.control.send(
      new CreateStreamCommand({
        StreamName: 'front-door',
        DeviceName: 'cam1',
        MediaType: 'video/h264,audio/aac',
        DataRetentionInHours: 48,
      }),
    );

    const info = await describeStream('front-door');

    expect(StreamARN).toMatch(/^arn:aws:kinesisvideo:us-east-1:000000000000:stream\/front-door\/\d{13}$/);
    expect(info).toEqual({
      StreamName: 'front-door',
      StreamARN,
      DeviceName: 'cam1',
      MediaType: 'video/h264,audio/aac',
      KmsKeyId: 'arn:aws:kms:us-east-1:000000000000:alias/aws/kinesisvideo',
      Version: expect.stringMatching(/^[a-zA-Z0-9]{20}$/),
      Status: 'ACTIVE',
      CreationTime: new Date(Number(StreamARN?.split('/')[2])),
      DataRetentionInHours: 48,
    });
    expect((await kvs.control.send(new DescribeStreamCommand({ StreamARN }))).StreamInfo?.StreamName).toBe(
      'front-door',
    );
  });

  test('retention is 0 where not said', async () => {
    await kvs.control.send(new CreateStreamCommand({ StreamName: 's' }));
    expect((await describeStream('s'))?.DataRetentionInHours).toBe(0);
  });

  test('refuse a second stream of the name, also when both are asked for at once', async () => {
    const results = await Promise.allSettled([create('twice'), create('twice')]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(create('twice')).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });
});

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

describe('ListStreams', () => {
  test('pages through all streams, by name', async () => {
    for (const name of ['b1', 'a1', 'b2', 'b3', 'c1']) await create(name);
    const names: (string | undefined)[][] = [];
    let NextToken: string | undefined;
    do {
      const answer = await kvs.control.send(new ListStreamsCommand({ MaxResults: 2, NextToken }));
      names.push((answer.StreamInfoList ?? []).map((info) => info.StreamName));
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    expect(names).toEqual([['a1', 'b1'], ['b2', 'b3'], ['c1']]);
    const filtered = await kvs.control.send(
      new ListStreamsCommand({ StreamNameCondition: { ComparisonOperator: 'BEGINS_WITH', ComparisonValue: 'b' } }),
    );
    expect(filtered.StreamInfoList?.map((info) => info.StreamName)).toEqual(['b1', 'b2', 'b3']);
  });
});

describe('UpdateStream and DeleteStream', () => {
  test('need the present version, and an update gives a new one', async () => {
    const StreamARN = await create('s');
    const CurrentVersion = (await describeStream('s'))?.Version;

    await kvs.control.send(new UpdateStreamCommand({ StreamARN, CurrentVersion, DeviceName: 'cam2' }));

    const after = await describeStream('s');
    expect(after?.DeviceName).toBe('cam2');
    expect(after?.Version).not.toBe(CurrentVersion);
    const stale = { StreamARN, CurrentVersion };
    await expect(kvs.control.send(new UpdateStreamCommand(stale))).rejects.toMatchObject({
      name: 'VersionMismatchException',
    });
    await expect(kvs.control.send(new DeleteStreamCommand(stale))).rejects.toMatchObject({
      name: 'VersionMismatchException',
    });
    await kvs.control.send(new DeleteStreamCommand({ StreamARN, CurrentVersion: after?.Version }));
    await expect(describeStream('s')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('a stream made again is another one: the old ARN is unknown, the old data gone, the old session told', async () => {
    const oldArn = await create('s');
    const session = openPutMedia({ port: kvs.port, streamName: 's' });
    await session.send(body([{ timecodeMs: 1_700_000_000_000 }]));
    await session.ack({ EventType: 'BUFFERING' });

    await kvs.control.send(new DeleteStreamCommand({ StreamARN: oldArn }));
    const newArn = await create('s');

    await session.ended;
    session.request.destroy();
    expect(session.acks.at(-1)).toMatchObject({ EventType: 'ERROR', ErrorId: 4008, ErrorCode: 'STREAM_NOT_ACTIVE' });
    expect(newArn).not.toBe(oldArn);
    await expect(kvs.control.send(new DescribeStreamCommand({ StreamARN: oldArn }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(kvs.control.send(new DeleteStreamCommand({ StreamARN: oldArn }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('tags', () => {
  test('are added, replaced and removed', async () => {
    await kvs.control.send(new CreateStreamCommand({ StreamName: 's', Tags: { site: 'north', floor: '1' } }));
    await kvs.control.send(new TagStreamCommand({ StreamName: 's', Tags: { floor: '2', room: 'hall' } }));
    await kvs.control.send(new UntagStreamCommand({ StreamName: 's', TagKeyList: ['site', 'never'] }));
    const { Tags } = await kvs.control.send(new ListTagsForStreamCommand({ StreamName: 's' }));
    expect(Tags).toEqual({ floor: '2', room: 'hall' });
  });

  test('are 50 at most', async () => {
    await create('s');
    const some = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${from + index}`, 'v']));
    await kvs.control.send(new TagStreamCommand({ StreamName: 's', Tags: some(0, 50) }));
    await expect(kvs.control.send(new TagStreamCommand({ StreamName: 's', Tags: some(50, 1) }))).rejects.toMatchObject({
      name: 'TagsPerResourceExceededLimitException',
    });
  });
});

test('GetDataEndpoint gives the address of this server', async () => {
  await create('s');
  const { DataEndpoint } = await kvs.control.send(new GetDataEndpointCommand({ StreamName: 's', APIName: 'GET_CLIP' }));
  expect(DataEndpoint).toBe(`http://127.0.0.1:${kvs.port}`);
});

test('everything is there again after a restart', async () => {
  const StreamARN = await create('kept', 7);
  await kvs.control.send(new TagStreamCommand({ StreamName: 'kept', Tags: { a: 'b' } }));
  const before = await describeStream('kept');
  await create('removed');
  await kvs.control.send(new DeleteStreamCommand({ StreamARN: (await describeStream('removed'))?.StreamARN }));
  await kvs.stop();

  kvs = await startKvs({ dataDir: kvs.dataDir });

  expect(await describeStream('kept')).toEqual(before);
  expect((await kvs.control.send(new ListTagsForStreamCommand({ StreamARN }))).Tags).toEqual({ a: 'b' });
  await expect(describeStream('removed')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

describe("with quotas: 'aws'", () => {
  test('a stream is described five times a second', async () => {
    await create('s');
    kvs.service.configure({ quotas: 'aws' });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => describeStream('s')));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(2);
    expect(refused[0]).toMatchObject({
      reason: {
        name: 'ClientLimitExceededException',
        message: "Limit exceeded on number of requests for DescribeStream API for resource 's'",
      },
    });
  });
});
