import { DeleteStreamCommand, DescribeStreamCommand } from '@aws-sdk/client-kinesis-video';
import { body } from '../matroskaBody.ts';
import { openPutMedia } from '../putMediaSender.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream } from '../streamCalls.ts';

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs();
});
afterEach(async () => {
  await kvs.remove();
});

test('a stream made again is another one: the old ARN is unknown, the old data gone, the old session told', async () => {
  const oldArn = await createStream(kvs, 's');
  const session = openPutMedia({ port: kvs.port, streamName: 's' });
  await session.send(body([{ timecodeMs: 1_700_000_000_000 }]));
  await session.ack({ EventType: 'BUFFERING' });

  await kvs.control.send(new DeleteStreamCommand({ StreamARN: oldArn }));
  const newArn = await createStream(kvs, 's');

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
