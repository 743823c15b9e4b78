import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import fc from 'fast-check';
import type { FragmentPersisted } from '../../../../local/kvs/operations/Operation.ts';
import { listAll } from '../listAll.ts';
import { body } from '../matroskaBody.ts';
import { putWhole } from '../putMediaSender.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';

const START = 1_700_000_000_000;
const WHOLE = body([
  { timecodeMs: START, tags: [{ name: 'a', value: 'b' }] },
  { timecodeMs: START + 1000, size: 'known' },
  { timecodeMs: START + 2000 },
]);

let kvs: RunningKvs;
let streamCount = 0;
const persisted: FragmentPersisted[] = [];
beforeAll(async () => {
  kvs = await startKvs({ onFragmentPersisted: (event) => persisted.push(event) });
});
afterAll(async () => {
  await kvs.remove();
});

async function put(bytes: Uint8Array) {
  const name = `s${++streamCount}`;
  await kvs.control.send(new CreateStreamCommand({ StreamName: name, DataRetentionInHours: 24 }));
  const acks = await putWhole({ port: kvs.port, streamName: name }, bytes);
  const stored = (await listAll(kvs, name, START - 1000, START + 86_000_000)).map((entry) => entry.FragmentNumber);
  return { name, acks, stored };
}

test('a body cut anywhere: what is PERSISTED is listed, nothing else, and the service goes on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: WHOLE.length }), async (length) => {
      const { acks, stored } = await put(WHOLE.subarray(0, length));
      expect(stored).toEqual(acks.filter((ack) => ack.EventType === 'PERSISTED').map((ack) => ack.FragmentNumber));
      if (length === WHOLE.length) expect(stored).toHaveLength(3);
    }),
    { seed: 3, numRuns: 60, examples: [[0], [1], [WHOLE.length - 1], [WHOLE.length]] },
  );
});

test('a body with noise in it: the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: WHOLE.length }),
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      async (at, noise) => {
        const damaged = Buffer.from(WHOLE);
        damaged.set(noise.subarray(0, WHOLE.length - at), at);
        const { acks, stored } = await put(damaged);
        expect(stored.length).toBeLessThanOrEqual(acks.filter((ack) => ack.EventType === 'PERSISTED').length);
        const errors = acks.filter((ack) => ack.EventType === 'ERROR');
        expect(errors.length).toBeLessThanOrEqual(1);
        expect(errors.every((ack) => acks.at(-1) === ack && (ack.ErrorId ?? 0) < 5000)).toBe(true);
      },
    ),
    { seed: 4, numRuns: 60 },
  );
  expect(kvs.failures).toEqual([]);
});

test('each persisted fragment is announced with its tags', async () => {
  persisted.length = 0;
  const { name, stored } = await put(WHOLE);
  expect(persisted.map((event) => event.fragmentNumber)).toEqual(stored);
  expect(persisted[0]).toMatchObject({
    streamName: name,
    streamArn: expect.stringContaining(`:stream/${name}/`),
    producerMs: START,
    lengthMs: 900,
    tags: [{ name: 'a', value: 'b' }],
  });
});

test('a disk that fails is 5001 ARCHIVAL_ERROR, and told', async () => {
  const { name } = await put(WHOLE);
  kvs.service.configure({ segmentMaxBytes: 0 });
  await rm(join(kvs.dataDir, 'streams'), { recursive: true });

  const acks = await putWhole({ port: kvs.port, streamName: name }, body([{ timecodeMs: START + 60_000 }]));

  expect(acks.at(-1)).toMatchObject({ EventType: 'ERROR', ErrorId: 5001, ErrorCode: 'ARCHIVAL_ERROR' });
  expect(kvs.failures).toHaveLength(1);
});
