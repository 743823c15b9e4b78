import { readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { GetMediaForFragmentListCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { DocumentSplitter, type SplitEvent } from '../../../../core/matroska/DocumentSplitter.ts';
import { readFragment } from '../../../../core/matroska/readFragment.ts';
import { listAll } from '../listAll.ts';
import { body, frame, frames } from '../matroskaBody.ts';
import { putWhole } from '../putMediaSender.ts';
import { type ShiftedSystem, shiftedSystem } from '../shiftedSystem.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';

const START = 1_700_000_000_000;
const HOUR = 3_600_000;

let kvs: RunningKvs;
let system: ShiftedSystem;
beforeEach(async () => {
  system = shiftedSystem();
  kvs = await startKvs({ system });
  await kvs.control.send(new CreateStreamCommand({ StreamName: 's', DataRetentionInHours: 24 }));
});
afterEach(async () => {
  await kvs.remove();
});

async function put(count: number): Promise<readonly string[]> {
  const sketches = Array.from({ length: count }, (_, index) => ({
    timecodeMs: START + index * 1000,
    frames: [frame(START + index * 1000, 50)],
  }));
  const acks = await putWhole({ port: kvs.port, streamName: 's' }, body(sketches));
  return acks.filter((ack) => ack.EventType === 'PERSISTED').map((ack) => ack.FragmentNumber ?? '');
}

async function read(numbers: readonly string[]): Promise<readonly SplitEvent[]> {
  const { Payload } = await kvs.archived.send(
    new GetMediaForFragmentListCommand({ StreamName: 's', Fragments: [...numbers] }),
  );
  const splitter = new DocumentSplitter();
  return [...splitter.push((await Payload?.transformToByteArray()) ?? new Uint8Array()), ...splitter.end()];
}

const outcome = (events: readonly SplitEvent[]): readonly (string | undefined)[] =>
  events.map((event) =>
    event.kind === 'document'
      ? readFragment(event.bytes).fragmentNumber
      : event.kind === 'failure'
        ? `failed ${event.fragmentNumber} ${event.code}`
        : 'tags',
  );

test('fragments come in the order asked for', async () => {
  const numbers = (await put(5)).toReversed();
  expect(outcome(await read(numbers))).toEqual(numbers);
});

test('what is not there is told in its place, inside the 200', async () => {
  const [first = '', second = ''] = await put(2);
  const events = await read([first, '91343852333181432392682062607743920146159169392', '12', second]);
  expect(outcome(events)).toEqual([
    first,
    'failed 91343852333181432392682062607743920146159169392 4000',
    'failed 12 4000',
    second,
  ]);
  expect(events[1]).toMatchObject({
    operation: 'GetMediaForFragmentList',
    message: expect.stringContaining('not found'),
  });
});

test('what has expired is not there', async () => {
  const [first = ''] = await put(1);
  system.shift(24 * HOUR);
  expect(outcome(await read([first]))).toEqual([`failed ${first} 4000`]);
});

test('a damaged file is told in its place, and the rest is given', async () => {
  const numbers = await put(3);
  const [directory = ''] = await readdir(join(kvs.dataDir, 'streams'));
  const media = join(kvs.dataDir, 'streams', directory, '00000001.media');
  const [listed] = await listAll(kvs, 's', START, START + HOUR);
  await truncate(media, (listed?.FragmentSizeInBytes ?? 0) * 2 + 20);
  expect(outcome(await read(numbers))).toEqual([numbers[0], numbers[1], `failed ${numbers[2]} 5000`]);
  await writeFile(media, Buffer.alloc((listed?.FragmentSizeInBytes ?? 0) * 3, 0x55));
  expect(outcome(await read(numbers))).toEqual(numbers.map((number) => `failed ${number} 5000`));
  expect(kvs.failures).toHaveLength(4);
});

test.each([
  [[], 'InvalidArgumentException'],
  [Array.from({ length: 1001 }, () => '1'), 'InvalidArgumentException'],
  [['x'], 'InvalidArgumentException'],
  [[''], 'InvalidArgumentException'],
])('a bad list is refused', async (numbers, name) => {
  await expect(read(numbers)).rejects.toMatchObject({ name });
});

test('a point is charged for each number; a thousand are paid off a second later', async () => {
  const [number = ''] = await put(1);
  system.freeze();
  await read(Array.from({ length: 1000 }, () => number));
  await expect(read([number])).rejects.toMatchObject({ name: 'ClientLimitExceededException' });
  system.shift(1001);
  await expect(read([number])).rejects.toMatchObject({ name: 'ClientLimitExceededException' });
  system.shift(1);
  expect(await read([number])).toHaveLength(1);
});

test('a sixth connection is refused, and its place is free when one is done', async () => {
  const acks = await putWhole(
    { port: kvs.port, streamName: 's' },
    body([{ timecodeMs: START, frames: frames(START, 10, 100, 100_000) }]),
  );
  const Fragments = [acks[0]?.FragmentNumber ?? ''];
  kvs.service.configure({ bytesPerSecondPerConnection: 2_000_000 });
  const begin = () => kvs.archived.send(new GetMediaForFragmentListCommand({ StreamName: 's', Fragments }));
  const five = await Promise.all(Array.from({ length: 5 }, begin));

  await expect(begin()).rejects.toMatchObject({ name: 'ClientLimitExceededException' });

  const bytes = await Promise.all(five.map(({ Payload }) => Payload?.transformToByteArray()));
  expect(bytes.every((whole) => (whole?.length ?? 0) > 1_000_000)).toBe(true);
  await (await begin()).Payload?.transformToByteArray();
});
