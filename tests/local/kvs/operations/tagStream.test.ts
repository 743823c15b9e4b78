import {
  CreateStreamCommand,
  ListTagsForStreamCommand,
  TagStreamCommand,
  UntagStreamCommand,
} from '@aws-sdk/client-kinesis-video';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream } from '../streamCalls.ts';

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs();
});
afterEach(async () => {
  await kvs.remove();
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
    await createStream(kvs, 's');
    const some = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${from + index}`, 'v']));
    await kvs.control.send(new TagStreamCommand({ StreamName: 's', Tags: some(0, 50) }));
    await expect(kvs.control.send(new TagStreamCommand({ StreamName: 's', Tags: some(50, 1) }))).rejects.toMatchObject({
      name: 'TagsPerResourceExceededLimitException',
    });
  });
});
