import { body, fragment, frames, header } from './matroskaBody.ts';
import { openPutMedia, putWhole } from './putMediaSender.ts';
import { type RunningKvs, startKvs } from './startKvs.ts';
import { createStream } from './streamCalls.ts';

const START = 1_700_000_000_000;

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs({ settings: { quotas: 'aws' } });
  await createStream(kvs, 's');
});
afterEach(async () => {
  await kvs.remove();
});

test('PutMedia takes five fragments a second', async () => {
  const began = performance.now();
  const acks = await putWhole(
    { port: kvs.port, streamName: 's' },
    body(Array.from({ length: 8 }, (_, index) => ({ timecodeMs: START + index * 1000 }))),
  );
  expect(acks.filter((ack) => ack.EventType === 'PERSISTED')).toHaveLength(8);
  expect(performance.now() - began).toBeGreaterThan(500);
});

test('PutMedia reads 12.5 MB a second', async () => {
  const began = performance.now();
  const acks = await putWhole(
    { port: kvs.port, streamName: 's' },
    Buffer.concat([header(), fragment({ timecodeMs: START, frames: frames(START, 10, 100, 500_000) })]),
  );
  expect(acks.at(-1)?.EventType).toBe('PERSISTED');
  expect(performance.now() - began).toBeGreaterThan(380);
});

test('PutMedia is called five times a second', async () => {
  const statuses: (number | undefined)[] = [];
  for (let call = 0; call < 7; call++) {
    const connection = openPutMedia({ port: kvs.port, streamName: 's' });
    connection.request.end();
    statuses.push((await connection.response).statusCode);
    await connection.ended;
  }
  expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 200, 200]);
  expect(statuses).toContain(400);
});
