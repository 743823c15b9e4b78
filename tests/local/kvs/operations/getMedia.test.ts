import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { GetMediaCommand, type StartSelector } from '@aws-sdk/client-kinesis-video-media';
import { DocumentSplitter } from '../../../../core/matroska/DocumentSplitter.ts';
import { readFragment } from '../../../../core/matroska/readFragment.ts';
import { fragment, frames, header } from '../matroskaBody.ts';
import { openPutMedia, type PutMediaConnection } from '../putMediaSender.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';

const START = 1_700_000_000_000;

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs({ settings: { getMediaIdleMs: 100 } });
  await kvs.control.send(new CreateStreamCommand({ StreamName: 's', DataRetentionInHours: 24 }));
});
afterEach(async () => {
  await kvs.remove();
});

const sendFragment = async (connection: PutMediaConnection, index: number): Promise<string> => {
  const timecodeMs = START + index * 2000;
  await connection.send(fragment({ timecodeMs, frames: frames(timecodeMs, 10, 200), size: 'known' }));
  return (await connection.ack({ EventType: 'BUFFERING', FragmentTimecode: timecodeMs })).FragmentNumber ?? '';
};

async function store(count: number): Promise<readonly string[]> {
  const connection = openPutMedia({ port: kvs.port, streamName: 's' });
  await connection.send(header());
  const numbers: string[] = [];
  for (let index = 0; index < count; index++) numbers.push(await sendFragment(connection, index));
  connection.request.end();
  await connection.ended;
  return numbers;
}

async function read(StartSelector: StartSelector) {
  const { Payload } = await kvs.media.send(new GetMediaCommand({ StreamName: 's', StartSelector }));
  const splitter = new DocumentSplitter();
  const events = [...splitter.push((await Payload?.transformToByteArray()) ?? new Uint8Array()), ...splitter.end()];
  return events.map((event) => (event.kind === 'document' ? readFragment(event.bytes) : undefined));
}

test.each<[string, (numbers: readonly string[]) => StartSelector, number]>([
  ['EARLIEST', () => ({ StartSelectorType: 'EARLIEST' }), 0],
  ['NOW', () => ({ StartSelectorType: 'NOW' }), 3],
  ['FRAGMENT_NUMBER', ([first]) => ({ StartSelectorType: 'FRAGMENT_NUMBER', AfterFragmentNumber: first }), 1],
  ['CONTINUATION_TOKEN', ([, second]) => ({ StartSelectorType: 'CONTINUATION_TOKEN', ContinuationToken: second }), 2],
  [
    'PRODUCER_TIMESTAMP at a start',
    () => ({ StartSelectorType: 'PRODUCER_TIMESTAMP', StartTimestamp: new Date(START + 2000) }),
    1,
  ],
  [
    'PRODUCER_TIMESTAMP within',
    () => ({ StartSelectorType: 'PRODUCER_TIMESTAMP', StartTimestamp: new Date(START + 3000) }),
    1,
  ],
  [
    'PRODUCER_TIMESTAMP in the last frame',
    () => ({ StartSelectorType: 'PRODUCER_TIMESTAMP', StartTimestamp: new Date(START + 3999) }),
    1,
  ],
  [
    'PRODUCER_TIMESTAMP before all',
    () => ({ StartSelectorType: 'PRODUCER_TIMESTAMP', StartTimestamp: new Date(START - 60_000) }),
    0,
  ],
  ['SERVER_TIMESTAMP long ago', () => ({ StartSelectorType: 'SERVER_TIMESTAMP', StartTimestamp: new Date(0) }), 0],
])('%s', async (_, selector, firstIndex) => {
  const numbers = await store(4);

  const documents = await read(selector(numbers));

  expect(documents.map((document) => document?.fragmentNumber)).toEqual(numbers.slice(firstIndex));
});

test('each fragment bears how far behind it is, and a token to go on with', async () => {
  const numbers = await store(3);
  const documents = await read({ StartSelectorType: 'EARLIEST' });
  expect(documents.map((document) => document?.awsTags.get('AWS_KINESISVIDEO_CONTINUATION_TOKEN'))).toEqual(numbers);
  expect(documents.at(-1)?.awsTags.get('AWS_KINESISVIDEO_MILLIS_BEHIND_NOW')).toBe('0');
});

test('fragments that come while it is read follow, as long as a producer is connected', async () => {
  const connection = openPutMedia({ port: kvs.port, streamName: 's' });
  await connection.send(header());
  const reading = read({ StartSelectorType: 'EARLIEST' });
  const numbers: string[] = [];
  for (let index = 0; index < 4; index++) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    numbers.push(await sendFragment(connection, index));
  }
  connection.request.end();
  await connection.ended;

  const documents = await reading;

  expect(documents.map((document) => document?.fragmentNumber)).toEqual(numbers);
});

test('three may read a stream, a fourth is refused', async () => {
  kvs.service.configure({ getMediaIdleMs: 60_000 });
  const open = () =>
    kvs.media.send(new GetMediaCommand({ StreamName: 's', StartSelector: { StartSelectorType: 'NOW' } }));
  const readers = await Promise.all([open(), open(), open()]);
  await expect(open()).rejects.toMatchObject({ name: 'ConnectionLimitExceededException' });
  for (const { Payload } of readers) (Payload as unknown as { destroy(): void }).destroy();
});

test.each<StartSelector>([
  { StartSelectorType: 'FRAGMENT_NUMBER' },
  { StartSelectorType: 'CONTINUATION_TOKEN', ContinuationToken: 'abc' },
  { StartSelectorType: 'PRODUCER_TIMESTAMP' },
  { StartSelectorType: 'SOMEWHERE' as 'NOW' },
])('%j is refused', async (selector) => {
  await expect(read(selector)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
});
