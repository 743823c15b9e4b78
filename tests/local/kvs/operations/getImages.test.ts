import {
  GetImagesCommand,
  type GetImagesCommandInput,
  type GetImagesCommandOutput,
} from '@aws-sdk/client-kinesis-video-archived-media';
import sharp from 'sharp';
import { realSystem } from '../../../../cloud/system/realSystem.ts';
import { type OpenPictureMaker, openPictureMaker } from '../../../../local/pictures/openPictureMaker.ts';
import { difference, moved, pictureGroups, type Quadrants, quadrants } from '../images/quadrants.ts';
import { body, PLAIN_AUDIO, PLAIN_TRACK } from '../matroskaBody.ts';
import { putWhole } from '../putMediaSender.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream } from '../streamCalls.ts';

const START = 1_700_000_000_000;
/** The fixtures' pictures at 0 s, at 1.333 s of the first group and at 1 s of the second one. */
const REFERENCE: Readonly<Record<string, readonly Quadrants[]>> = {
  'h264-bframes-aac-2s.mkv': [
    [
      [102, 97, 11],
      [83, 99, 214],
      [175, 161, 4],
      [94, 74, 241],
    ],
    [
      [110, 94, 7],
      [88, 98, 209],
      [165, 161, 47],
      [105, 74, 225],
    ],
    [
      [84, 102, 35],
      [109, 105, 174],
      [169, 168, 3],
      [78, 89, 250],
    ],
  ],
  'h265-bframes-aac-2s.mkv': [
    [
      [103, 98, 11],
      [83, 98, 214],
      [175, 161, 5],
      [95, 74, 241],
    ],
    [
      [110, 94, 6],
      [88, 97, 209],
      [164, 161, 45],
      [106, 73, 225],
    ],
    [
      [84, 102, 34],
      [110, 104, 174],
      [168, 169, 6],
      [78, 90, 249],
    ],
  ],
};

let kvs: RunningKvs;
let pictures: OpenPictureMaker;
beforeAll(() => {
  pictures = openPictureMaker(realSystem);
});
afterAll(() => pictures.close());
beforeEach(async () => {
  kvs = await startKvs({ pictures });
  await createStream(kvs, 's');
});
afterEach(async () => {
  await kvs.remove();
});

async function putFixture(name: string): Promise<void> {
  const { tracks, groups } = pictureGroups(name);
  const sketches = groups.map((group, index) => {
    const timecodeMs = START + index * 2000;
    return { timecodeMs, frames: moved(group, timecodeMs) };
  });
  const acks = await putWhole({ port: kvs.port, streamName: 's' }, body(sketches, tracks));
  expect(acks.at(-1)?.EventType).toBe('PERSISTED');
}

const images = (asked: Partial<GetImagesCommandInput> = {}): Promise<GetImagesCommandOutput> =>
  kvs.archived.send(
    new GetImagesCommand({
      StreamName: 's',
      ImageSelectorType: 'PRODUCER_TIMESTAMP',
      StartTimestamp: new Date(START),
      EndTimestamp: new Date(START + 3999),
      Format: 'PNG',
      ...asked,
    }),
  );

const bytesOf = (answer: GetImagesCommandOutput, place: number): Buffer =>
  Buffer.from(answer.Images?.[place]?.ImageContent ?? '', 'base64');

test.each(['h264-bframes-aac-2s.mkv', 'h265-bframes-aac-2s.mkv'])(
  'pictures of %s are those that were filmed',
  async (name) => {
    await putFixture(name);
    const [begin, later, second] = REFERENCE[name] ?? [];

    const answer = await images({ SamplingInterval: 1000 });
    const between = await images({ StartTimestamp: new Date(START + 1340), EndTimestamp: new Date(START + 1341) });

    expect(answer.Images?.map(({ TimeStamp, ...image }) => [TimeStamp?.getTime(), image.Error])).toEqual(
      [0, 1000, 2000, 3000].map((ms) => [START + ms, undefined]),
    );
    expect(answer.NextToken ?? undefined).toBeUndefined();
    expect(difference(await quadrants(bytesOf(answer, 0)), begin ?? [])).toBeLessThan(2);
    expect(difference(await quadrants(bytesOf(answer, 3)), second ?? [])).toBeLessThan(2);
    expect(difference(await quadrants(bytesOf(between, 0)), later ?? [])).toBeLessThan(2);
    // The reference tells these pictures apart.
    expect(difference(await quadrants(bytesOf(answer, 0)), second ?? [])).toBeGreaterThan(20);
  },
  300_000,
);

test('format, quality and size are as asked for', async () => {
  await putFixture('h264-bframes-aac-2s.mkv');
  const once = { EndTimestamp: new Date(START) };
  const facts = async (asked: Partial<GetImagesCommandInput>) => {
    const bytes = bytesOf(await images({ ...once, ...asked }), 0);
    const { format, width, height } = await sharp(bytes).metadata();
    return { format, size: [width, height], bytes: bytes.length };
  };

  const [png, plain, poor, wide, high, stretched] = await Promise.all([
    facts({ Format: 'PNG' }),
    facts({ Format: 'JPEG' }),
    facts({ Format: 'JPEG', FormatConfig: { JPEGQuality: '10' } }),
    facts({ Format: 'JPEG', WidthPixels: 80 }),
    facts({ Format: 'JPEG', HeightPixels: 240 }),
    facts({ Format: 'PNG', WidthPixels: 100, HeightPixels: 100 }),
  ]);

  expect([png.format, png.size]).toEqual(['png', [160, 120]]);
  expect([plain.format, plain.size]).toEqual(['jpeg', [160, 120]]);
  expect(poor.bytes).toBeLessThan(plain.bytes * 0.7);
  expect(wide.size).toEqual([80, 60]);
  expect(high.size).toEqual([320, 240]);
  expect(stretched.size).toEqual([100, 100]);
}, 300_000);

test('moments without footage, and footage that is broken, have an error of their own', async () => {
  const { tracks, groups } = pictureGroups('h264-bframes-aac-2s.mkv');
  const whole = groups[0] ?? [];
  const broken = whole.map((frame) => ({ ...frame, payload: frame.payload.map((byte, at) => (at < 4 ? byte : 0)) }));
  const at = (timecodeMs: number, group: readonly (typeof whole)[number][]) => ({
    timecodeMs,
    frames: moved(group, timecodeMs),
  });
  await putWhole(
    { port: kvs.port, streamName: 's' },
    body([at(START, whole), at(START + 4000, broken), at(START + 6000, whole)], tracks),
  );

  const { Images } = await images({ SamplingInterval: 2000, EndTimestamp: new Date(START + 8000) });

  expect(Images?.map((image) => image.Error ?? 'an image')).toEqual([
    'an image',
    'NO_MEDIA',
    'MEDIA_ERROR',
    'an image',
    'NO_MEDIA',
  ]);
}, 300_000);

test.each([
  ['no video', [{ ...PLAIN_AUDIO, number: 1 }]],
  ['a codec that no decoder knows', [{ ...PLAIN_TRACK, codecId: 'V_MPEG2' }]],
  ['no codec private data', [{ ...PLAIN_TRACK, codecPrivate: undefined }]],
  ['damaged codec private data', [PLAIN_TRACK]],
])(
  'a stream with %s gives MEDIA_ERROR',
  async (_what, tracks) => {
    await putWhole({ port: kvs.port, streamName: 's' }, body([{ timecodeMs: START }], tracks));

    const { Images } = await images({ EndTimestamp: new Date(START + 900), SamplingInterval: 500 });

    expect(Images?.map((image) => image.Error)).toEqual(['MEDIA_ERROR', 'MEDIA_ERROR']);
  },
  300_000,
);

test('pages hold each moment once; a token is good for its own request', async () => {
  const asked = { SamplingInterval: 200, EndTimestamp: new Date(START + 59_999) };
  const times: number[] = [];
  const pages: number[] = [];
  let NextToken: string | undefined;
  do {
    const page = await images({ ...asked, MaxResults: 100, ...(NextToken === undefined ? {} : { NextToken }) });
    times.push(...(page.Images ?? []).map(({ TimeStamp }) => TimeStamp?.getTime() ?? 0));
    pages.push(page.Images?.length ?? 0);
    NextToken ??= page.NextToken;
    if (page.NextToken === null || page.NextToken === undefined) break;
    NextToken = page.NextToken;
    // 100 points of media a call, of 500 a second.
  } while (pages.length < 4);

  expect(pages).toEqual([25, 25, 25, 25]);
  expect(times).toEqual(Array.from({ length: 100 }, (_, place) => START + place * 200));
  await expect(
    images({ ...asked, SamplingInterval: 400, ...(NextToken === undefined ? {} : { NextToken }) }),
  ).rejects.toMatchObject({
    name: 'InvalidArgumentException',
  });
});

test.each<[string, Partial<GetImagesCommandInput>]>([
  ['over 300 seconds', { EndTimestamp: new Date(START + 300_001) }],
  ['an end before its beginning', { EndTimestamp: new Date(START - 1) }],
  ['an interval under 200 ms', { SamplingInterval: 199 }],
  ['an interval over 20 s', { SamplingInterval: 20_001 }],
  ['more than 100 results', { MaxResults: 101 }],
  ['no results', { MaxResults: 0 }],
  ['a width over 3840', { WidthPixels: 3841 }],
  ['a height over 2160', { HeightPixels: 2161 }],
  ['a width of nothing', { WidthPixels: 0 }],
  ['a quality of 0', { Format: 'JPEG', FormatConfig: { JPEGQuality: '0' } }],
  ['a quality of 101', { Format: 'JPEG', FormatConfig: { JPEGQuality: '101' } }],
  ['a quality in words', { Format: 'JPEG', FormatConfig: { JPEGQuality: 'good' } }],
  ['another format', { Format: 'GIF' as 'PNG' }],
  ['a token of nobody', { NextToken: 'AAAA' }],
])('%s is refused', async (_what, asked) => {
  await expect(images(asked)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
});

test('a stream that keeps nothing has no images', async () => {
  await createStream(kvs, 'empty', 0);

  await expect(images({ StreamName: 'empty' })).rejects.toMatchObject({ name: 'NoDataRetentionException' });
});

test('points are charged for what is asked for, not for what is found', async () => {
  const ask = () => images({ MaxResults: 100, EndTimestamp: new Date(START) });
  const results = await Promise.allSettled(Array.from({ length: 30 }, ask));

  const refused = results.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).name] : []));
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(refused)).toEqual(new Set(['ClientLimitExceededException']));
});
