import {
  DescribeImageGenerationConfigurationCommand,
  type ImageGenerationConfiguration,
  UpdateImageGenerationConfigurationCommand,
} from '@aws-sdk/client-kinesis-video';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream } from '../streamCalls.ts';

const GIVEN: ImageGenerationConfiguration = {
  Status: 'ENABLED',
  ImageSelectorType: 'PRODUCER_TIMESTAMP',
  DestinationConfig: { Uri: 's3://pictures/images/s/', DestinationRegion: 'us-east-1' },
  SamplingInterval: 3000,
  Format: 'JPEG',
  FormatConfig: { JPEGQuality: '80' },
  WidthPixels: 320,
  HeightPixels: 240,
};

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs();
  await createStream(kvs, 's');
});
afterEach(async () => {
  await kvs.remove();
});

const update = (configuration: ImageGenerationConfiguration | undefined, StreamName = 's') =>
  kvs.control.send(
    new UpdateImageGenerationConfigurationCommand({ StreamName, ImageGenerationConfiguration: configuration }),
  );
const describeImages = async () =>
  (await kvs.control.send(new DescribeImageGenerationConfigurationCommand({ StreamName: 's' })))
    .ImageGenerationConfiguration;

test('it is given back as it was put, survives a restart, and is deleted by none', async () => {
  expect(await describeImages()).toBeUndefined();

  await update(GIVEN);
  expect(await describeImages()).toEqual(GIVEN);

  await kvs.stop();
  kvs = await startKvs({ dataDir: kvs.dataDir });
  expect(await describeImages()).toEqual(GIVEN);

  await update(undefined);
  expect(await describeImages()).toBeUndefined();
});

test('what may be left out is left out', async () => {
  const { FormatConfig, WidthPixels, HeightPixels, ...least } = GIVEN;

  await update({ ...least, Format: 'PNG' });

  expect(await describeImages()).toEqual({ ...least, Format: 'PNG' });
});

test.each<[string, Partial<ImageGenerationConfiguration>]>([
  ['an interval under 200 ms', { SamplingInterval: 199 }],
  ['an interval over 20 s', { SamplingInterval: 20_001 }],
  ['another Region', { DestinationConfig: { Uri: 's3://pictures', DestinationRegion: 'eu-west-1' } }],
  ['no Region', { DestinationConfig: { Uri: 's3://pictures', DestinationRegion: 'mars-1' } }],
  ['an address of something else', { DestinationConfig: { Uri: 'https://pictures', DestinationRegion: 'us-east-1' } }],
  ['no bucket', { DestinationConfig: { Uri: 's3://', DestinationRegion: 'us-east-1' } }],
  [
    'a longer address',
    { DestinationConfig: { Uri: `s3://pictures/${'p'.repeat(242)}`, DestinationRegion: 'us-east-1' } },
  ],
  ['a width over 3840', { WidthPixels: 3841 }],
  ['a height over 2160', { HeightPixels: 2161 }],
  ['a quality of 101', { FormatConfig: { JPEGQuality: '101' } }],
  ['another format', { Format: 'GIF' as 'JPEG' }],
  ['another status', { Status: 'ON' as 'ENABLED' }],
  ['another clock', { ImageSelectorType: 'WALL' as 'SERVER_TIMESTAMP' }],
  ['no interval', { SamplingInterval: undefined }],
])('%s is refused, and nothing changes', async (_what, change) => {
  await update(GIVEN);

  await expect(update({ ...GIVEN, ...change })).rejects.toMatchObject({ name: 'InvalidArgumentException' });

  expect(await describeImages()).toEqual(GIVEN);
});

test('a stream that keeps nothing takes none, and a stream that is not there neither', async () => {
  await createStream(kvs, 'empty', 0);

  await expect(update(GIVEN, 'empty')).rejects.toMatchObject({ name: 'NoDataRetentionException' });
  await expect(update(GIVEN, 'nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
