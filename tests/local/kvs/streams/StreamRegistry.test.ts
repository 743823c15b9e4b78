import { DeleteStreamCommand, ListTagsForStreamCommand, TagStreamCommand } from '@aws-sdk/client-kinesis-video';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream, describeStream } from '../streamCalls.ts';

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs();
});
afterEach(async () => {
  await kvs.remove();
});

test('everything is there again after a restart', async () => {
  const StreamARN = await createStream(kvs, 'kept', 7);
  await kvs.control.send(new TagStreamCommand({ StreamName: 'kept', Tags: { a: 'b' } }));
  const before = await describeStream(kvs, 'kept');
  await createStream(kvs, 'removed');
  await kvs.control.send(new DeleteStreamCommand({ StreamARN: (await describeStream(kvs, 'removed'))?.StreamARN }));
  await kvs.stop();

  kvs = await startKvs({ dataDir: kvs.dataDir });

  expect(await describeStream(kvs, 'kept')).toEqual(before);
  expect((await kvs.control.send(new ListTagsForStreamCommand({ StreamARN }))).Tags).toEqual({ a: 'b' });
  await expect(describeStream(kvs, 'removed')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
