import {
  DescribeNotificationConfigurationCommand,
  type NotificationConfiguration,
  UpdateNotificationConfigurationCommand,
} from '@aws-sdk/client-kinesis-video';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream } from '../streamCalls.ts';

const GIVEN: NotificationConfiguration = {
  Status: 'ENABLED',
  DestinationConfig: { Uri: 'arn:aws:sns:us-east-1:000000000000:fragments' },
};

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs();
  await createStream(kvs, 's');
});
afterEach(async () => {
  await kvs.remove();
});

const update = (configuration: NotificationConfiguration | undefined, StreamName = 's') =>
  kvs.control.send(
    new UpdateNotificationConfigurationCommand({ StreamName, NotificationConfiguration: configuration }),
  );
const describeNotification = async () =>
  (await kvs.control.send(new DescribeNotificationConfigurationCommand({ StreamName: 's' }))).NotificationConfiguration;

test('it is given back as it was put, survives a restart, and is deleted by none', async () => {
  expect(await describeNotification()).toBeUndefined();

  await update(GIVEN);
  await kvs.stop();
  kvs = await startKvs({ dataDir: kvs.dataDir });
  expect(await describeNotification()).toEqual(GIVEN);

  await update({ ...GIVEN, Status: 'DISABLED' });
  expect(await describeNotification()).toEqual({ ...GIVEN, Status: 'DISABLED' });

  await update(undefined);
  expect(await describeNotification()).toBeUndefined();
});

test.each([
  ['a FIFO topic', 'arn:aws:sns:us-east-1:000000000000:fragments.fifo'],
  ['a topic of another Region', 'arn:aws:sns:eu-west-1:000000000000:fragments'],
  ['a queue', 'arn:aws:sqs:us-east-1:000000000000:fragments'],
  ['a bucket', 's3://pictures'],
])('%s is refused', async (_what, Uri) => {
  await expect(update({ ...GIVEN, DestinationConfig: { Uri } })).rejects.toMatchObject({
    name: 'InvalidArgumentException',
  });
});

test('a stream that keeps nothing takes none', async () => {
  await createStream(kvs, 'empty', 0);

  await expect(update(GIVEN, 'empty')).rejects.toMatchObject({ name: 'NoDataRetentionException' });
});
