import { DeleteStreamCommand, UpdateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream, describeStream } from '../streamCalls.ts';

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs();
});
afterEach(async () => {
  await kvs.remove();
});

test('need the present version, and an update gives a new one', async () => {
  const StreamARN = await createStream(kvs, 's');
  const CurrentVersion = (await describeStream(kvs, 's'))?.Version;

  await kvs.control.send(new UpdateStreamCommand({ StreamARN, CurrentVersion, DeviceName: 'cam2' }));

  const after = await describeStream(kvs, 's');
  expect(after?.DeviceName).toBe('cam2');
  expect(after?.Version).not.toBe(CurrentVersion);
  const stale = { StreamARN, CurrentVersion };
  await expect(kvs.control.send(new UpdateStreamCommand(stale))).rejects.toMatchObject({
    name: 'VersionMismatchException',
  });
  await expect(kvs.control.send(new DeleteStreamCommand(stale))).rejects.toMatchObject({
    name: 'VersionMismatchException',
  });
  await kvs.control.send(new DeleteStreamCommand({ StreamARN, CurrentVersion: after?.Version }));
  await expect(describeStream(kvs, 's')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
