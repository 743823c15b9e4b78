import { CreateStreamCommand, DescribeStreamCommand } from '@aws-sdk/client-kinesis-video';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream, describeStream } from '../streamCalls.ts';

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs();
});
afterEach(async () => {
  await kvs.remove();
});

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

    const info = await describeStream(kvs, 'front-door');

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
    expect((await describeStream(kvs, 's'))?.DataRetentionInHours).toBe(0);
  });

  test('refuse a second stream of the name, also when both are asked for at once', async () => {
    const results = await Promise.allSettled([createStream(kvs, 'twice'), createStream(kvs, 'twice')]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(createStream(kvs, 'twice')).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });
});
