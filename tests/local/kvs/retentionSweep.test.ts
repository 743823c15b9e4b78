import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { body } from './matroskaBody.ts';
import { putWhole } from './putMediaSender.ts';
import { shiftedSystem } from './shiftedSystem.ts';
import { startKvs } from './startKvs.ts';

test('expired media leaves the disk', async () => {
  const system = shiftedSystem();
  const kvs = await startKvs({ system, settings: { sweepIntervalMs: 20 } });
  await kvs.control.send(new CreateStreamCommand({ StreamName: 's', DataRetentionInHours: 1 }));
  await putWhole({ port: kvs.port, streamName: 's' }, body([{ timecodeMs: 0 }, { timecodeMs: 1000 }]));
  const [directory = ''] = await readdir(join(kvs.dataDir, 'streams'));
  const files = () => readdir(join(kvs.dataDir, 'streams', directory));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const before = await files();

  system.shift(3_600_001);
  for (let tries = 0; tries < 3_000 && (await files()).length > 1; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  const after = await files();
  await kvs.remove();
  expect(before.sort()).toEqual(['00000001.index', '00000001.media', 'stream.json']);
  expect(after).toEqual(['stream.json']);
});
