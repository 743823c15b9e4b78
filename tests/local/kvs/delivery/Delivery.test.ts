import {
  UpdateImageGenerationConfigurationCommand,
  UpdateNotificationConfigurationCommand,
} from '@aws-sdk/client-kinesis-video';
import sharp from 'sharp';
import { realSystem } from '../../../../cloud/system/realSystem.ts';
import type { Frame } from '../../../../core/matroska/StoredFragment.ts';
import type { Tag } from '../../../../core/matroska/Tag.ts';
import type { PictureMaker } from '../../../../core/ports/pictureMaker.ts';
import type { Announcement, DeliveredImage, Uploader } from '../../../../local/kvs/delivery/Uploader.ts';
import { type OpenPictureMaker, openPictureMaker } from '../../../../local/pictures/openPictureMaker.ts';
import { difference, moved, pictureGroups, quadrants } from '../images/quadrants.ts';
import { body } from '../matroskaBody.ts';
import { putWhole } from '../putMediaSender.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream } from '../streamCalls.ts';

const START = 1_700_000_000_000;
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:fragments';
const IMAGE = { name: 'AWS_KINESISVIDEO_IMAGE_GENERATION', value: '' };
const NOTIFY = { name: 'AWS_KINESISVIDEO_NOTIFICATION', value: '' };

const { tracks, groups } = pictureGroups('h264-bframes-aac-2s.mkv');
const whole: readonly Frame[] = groups[0] ?? [];

let kvs: RunningKvs;
let pictures: OpenPictureMaker;
let images: DeliveredImage[];
let announcements: Announcement[];
let senders: (string | undefined)[];
beforeAll(() => {
  pictures = openPictureMaker(realSystem);
});
afterAll(() => pictures.close());
afterEach(async () => {
  await kvs.remove();
});

async function start(maker: PictureMaker = pictures, uploader: Partial<Uploader> = {}): Promise<void> {
  images = [];
  announcements = [];
  senders = [];
  kvs = await startKvs({
    pictures: maker,
    uploaderOf(request) {
      senders.push(request.headers['x-sender']?.toString());
      return {
        putObject: async (image) => void images.push(image),
        publish: async (announcement) => void announcements.push(announcement),
        ...uploader,
      };
    },
  });
  await createStream(kvs, 's');
}

const makeImages = (change: object = {}) =>
  kvs.control.send(
    new UpdateImageGenerationConfigurationCommand({
      StreamName: 's',
      ImageGenerationConfiguration: {
        Status: 'ENABLED',
        ImageSelectorType: 'PRODUCER_TIMESTAMP',
        DestinationConfig: { Uri: 's3://pictures/images/s', DestinationRegion: 'us-east-1' },
        SamplingInterval: 1000,
        Format: 'JPEG',
        WidthPixels: 80,
        ...change,
      },
    }),
  );

const announce = (Status: 'ENABLED' | 'DISABLED' = 'ENABLED') =>
  kvs.control.send(
    new UpdateNotificationConfigurationCommand({
      StreamName: 's',
      NotificationConfiguration: { Status, DestinationConfig: { Uri: TOPIC } },
    }),
  );

/** Sends fragments of 2 s, each with its tags, and answers their numbers. */
async function put(tagged: readonly (readonly Tag[])[], frames: readonly Frame[] = whole): Promise<string[]> {
  const sketches = tagged.map((tags, index) => {
    const timecodeMs = START + index * 2000;
    return { timecodeMs, frames: moved(frames, timecodeMs), tags };
  });
  const acks = await putWhole(
    { port: kvs.port, streamName: 's', headers: { 'x-sender': 'gate' } },
    body(sketches, tracks),
  );
  return acks.filter(({ EventType }) => EventType === 'PERSISTED').map(({ FragmentNumber = '' }) => FragmentNumber);
}

test('tagged fragments alone give images, with all that is documented of their objects', async () => {
  await start();
  await makeImages();
  const own = [
    { name: 'Door', value: 'front' },
    { name: 'who', value: 'Zoë' },
  ];

  const [, number] = await put([
    [],
    [IMAGE, { name: 'AWS_KINESISVIDEO_IMAGE_PREFIX', value: 'bell' }, ...own],
    [NOTIFY],
  ]);
  await kvs.service.imagesSettled();

  expect(images.map(({ bucket, contentType }) => [bucket, contentType])).toEqual([
    ['pictures', 'image/jpeg'],
    ['pictures', 'image/jpeg'],
  ]);
  const [first, second] = images.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  expect(first?.key).toMatch(new RegExp(`^images/s/bell_000000000000_s_${START + 2000}_[0-9a-f-]{36}\\.jpg$`));
  expect(second?.key).toMatch(new RegExp(`^images/s/bell_000000000000_s_${START + 3000}_[0-9a-f-]{36}\\.jpg$`));
  for (const { metadata } of images) {
    expect(metadata).toEqual({
      door: 'front',
      who: `=?UTF-8?B?${Buffer.from('Zoë').toString('base64')}?=`,
      aws_kinesisvideo_fragment_number: number,
      aws_kinesisvideo_producer_timestamp: String(START + 2000),
      aws_kinesisvideo_server_timestamp: expect.stringMatching(/^\d{13}$/),
    });
  }
  const { format, width, height } = await sharp(first?.bytes).metadata();
  expect([format, width, height]).toEqual(['jpeg', 80, 60]);
  const colours = [
    [102, 97, 11],
    [83, 99, 214],
    [175, 161, 4],
    [94, 74, 241],
  ];
  expect(difference(await quadrants(first?.bytes ?? new Uint8Array()), colours)).toBeLessThan(15);
  expect(senders).toEqual(['gate']);
  expect(kvs.service.deliveries()).toEqual({
    images: {
      fragments: 1,
      delivered: 2,
      bytes: images.reduce((sum, { bytes }) => sum + bytes.length, 0),
      failed: 0,
      dropped: 0,
    },
    notifications: { delivered: 0, failed: 0, dropped: 0 },
  });
}, 300_000);

test('by server time, without a prefix, as PNG, at the root of a bucket', async () => {
  await start();
  await makeImages({
    ImageSelectorType: 'SERVER_TIMESTAMP',
    DestinationConfig: { Uri: 's3://pictures', DestinationRegion: 'us-east-1' },
    Format: 'PNG',
    SamplingInterval: 20_000,
  });

  await put([[IMAGE]]);
  await kvs.service.imagesSettled();

  const [image] = images;
  const serverMs = image?.metadata.aws_kinesisvideo_server_timestamp;
  expect(image?.key).toMatch(new RegExp(`^000000000000_s_${serverMs}_[0-9a-f-]{36}\\.png$`));
  expect(image?.contentType).toBe('image/png');
}, 300_000);

test('a tagged fragment is announced as documented', async () => {
  await start();
  await announce();

  const [number] = await put([[NOTIFY, { name: 'Door', value: 'front' }], [IMAGE]]);
  await kvs.service.close();

  expect(announcements).toEqual([
    { topicArn: TOPIC, subject: 'Kinesis Video Streams Notification', message: expect.any(String) },
  ]);
  expect(JSON.parse(announcements[0]?.message ?? '')).toEqual({
    StreamArn: expect.stringMatching(/:stream\/s\//),
    FragmentNumber: number,
    FragmentStartProducerTimestamp: START,
    FragmentStartServerTimestamp: expect.any(Number),
    NotificationType: 'PERSISTED',
    NotificationPayload: { Door: 'front' },
  });
});

test('what is off, or was never set up, delivers nothing', async () => {
  await start();
  await put([[IMAGE, NOTIFY]]);
  await makeImages({ Status: 'DISABLED' });
  await announce('DISABLED');
  await put([[IMAGE, NOTIFY]]);
  await kvs.service.imagesSettled();

  expect([images, announcements, senders]).toEqual([[], [], []]);
});

test('what the uploader may not do is told and counted, and ingest goes on', async () => {
  const refuse = () => Promise.reject(Object.assign(new Error('not allowed'), { name: 'AccessDenied' }));
  await start(pictures, { putObject: refuse, publish: refuse });
  await makeImages();
  await announce();

  const numbers = await put([[IMAGE, NOTIFY], [IMAGE]]);
  await kvs.service.imagesSettled();

  expect(numbers).toHaveLength(2);
  expect(kvs.service.deliveries()).toEqual({
    images: { fragments: 2, delivered: 0, bytes: 0, failed: 4, dropped: 0 },
    notifications: { delivered: 0, failed: 1, dropped: 0 },
  });
  expect(kvs.failures).toHaveLength(5);
  expect(kvs.failures.every((failure) => /fragment \d+.*not allowed/.test(failure))).toBe(true);
}, 300_000);

test('broken frames fail by themselves, and the next fragment has its images', async () => {
  await start();
  await makeImages({ SamplingInterval: 20_000 });
  const broken = whole.map((frame) => ({ ...frame, payload: frame.payload.map((byte, at) => (at < 4 ? byte : 0)) }));

  await put([[IMAGE]], broken);
  await put([[IMAGE]]);
  await kvs.service.imagesSettled();

  expect(kvs.service.deliveries().images).toMatchObject({ fragments: 2, delivered: 1, failed: 1, dropped: 0 });
}, 300_000);

test('ingest never waits for images: what finds no room is dropped, and counted', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow: PictureMaker = {
    async make({ wanted }, take) {
      await held;
      for (const index of wanted) await take({ index, picture: { bytes: new Uint8Array(1), width: 1, height: 1 } });
    },
  };
  await start(slow);
  await makeImages({ SamplingInterval: 20_000 });
  const few = whole.slice(0, 2);

  const numbers = await put(
    Array.from({ length: 205 }, () => [IMAGE]),
    few,
  );
  const meanwhile = kvs.service.deliveries().images;
  release();
  await kvs.service.imagesSettled();

  expect(numbers).toHaveLength(205);
  expect(meanwhile).toEqual({ fragments: 205, delivered: 0, bytes: 0, failed: 0, dropped: 4 });
  expect(kvs.service.deliveries().images).toEqual({
    fragments: 205,
    delivered: 201,
    bytes: 201,
    failed: 0,
    dropped: 4,
  });
}, 300_000);
