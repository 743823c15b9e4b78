import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type FragmentSelector, ListFragmentsCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { fragment, frames, header } from '../kvs/matroskaBody.ts';
import { openPutMedia } from '../kvs/putMediaSender.ts';
import { BUCKET, endingOf, type FaultyServices, STREAM, startFaulty, TABLE } from './startFaulty.ts';

const START = 1_700_000_000_000;
const COUNT = 12;
const EVERYTHING: FragmentSelector = {
  FragmentSelectorType: 'PRODUCER_TIMESTAMP',
  TimestampRange: { StartTimestamp: new Date(START), EndTimestamp: new Date(START + 3_600_000) },
};
const KVS = 'kinesis-video-archived-media';
const LIST = { service: KVS, operation: 'ListFragments' };

let faulty: FaultyServices;
beforeAll(async () => {
  faulty = await startFaulty();
  const connection = openPutMedia({ port: faulty.port, streamName: STREAM });
  await connection.send(header());
  for (let second = 0; second < COUNT; second++) {
    const timecodeMs = START + second * 1000;
    await connection.send(fragment({ timecodeMs, frames: frames(timecodeMs, 10, 100) }));
  }
  connection.request.end();
  await connection.ended;
});
afterEach(() => void faulty.faults.clear());
afterAll(async () => {
  await faulty.remove();
  expect(faulty.noticed).toEqual([]);
});

/** Seconds of the footage in the order in which they are listed, page after page. */
async function listed(pageSize = 100): Promise<number[]> {
  const found: number[] = [];
  let token: string | undefined;
  do {
    const page = await faulty.archived.send(
      new ListFragmentsCommand({
        StreamName: STREAM,
        MaxResults: pageSize,
        ...(token === undefined ? { FragmentSelector: EVERYTHING } : { NextToken: token }),
      }),
    );
    for (const { ProducerTimestamp } of page.Fragments ?? []) {
      found.push(((ProducerTimestamp?.getTime() ?? 0) - START) / 1000);
    }
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}
const inOrder = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
const all = Array.from({ length: COUNT }, (_, second) => second);
const counts = () => faulty.faults.report().rules.map(({ calls, hits }) => [calls, hits]);

test('late: what is younger than `ms` is not listed yet, page after page, and is once the plan is over', async () => {
  faulty.faults.replace({ rules: [{ ...LIST, kind: 'late', ms: 60_000 }] });
  const early = await listed(5);
  const shown = counts();
  faulty.faults.replace({ rules: [{ ...LIST, kind: 'late', ms: 0 }] });

  expect(early).toEqual([]);
  expect(shown).toEqual([[3, 3]]);
  expect(inOrder(await listed())).toEqual(all);
});

test('shuffle: the same fragments, in other orders', async () => {
  faulty.faults.replace({ rules: [{ ...LIST, kind: 'shuffle' }] });
  const orders = [await listed(), await listed(), await listed()];

  expect(orders.map(inOrder)).toEqual([all, all, all]);
  expect(new Set(orders.map((order) => order.join())).size).toBeGreaterThan(1);
});

test('repeat: a page comes twice, the others once', async () => {
  faulty.faults.replace({ rules: [{ ...LIST, kind: 'repeat', nth: [2] }] });
  const found = await listed(5);

  expect(found).toHaveLength(COUNT + 5);
  expect(inOrder([...new Set(found)])).toEqual(all);
  expect(counts()).toEqual([[3, 1]]);
});

test('an error of the service stays as it is', async () => {
  faulty.faults.replace({ rules: [{ ...LIST, kind: 'repeat' }] });

  const call = faulty.archived.send(new ListFragmentsCommand({ StreamName: 'none', FragmentSelector: EVERYTHING }));

  expect(await endingOf(call)).toBe('ResourceNotFoundException 404');
});

test('disk-full: nothing more can be stored, what stands can be read', async () => {
  const put = (key: string) => faulty.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: 'text' }));
  await put('before');
  faulty.faults.replace({ rules: [{ service: 's3', kind: 'disk-full' }] });
  const endings = [
    await endingOf(put('during')),
    await endingOf(faulty.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'before' }))),
    await endingOf(faulty.dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: 'i' } } }))),
  ];
  const shown = counts();
  faulty.faults.clear();
  const { Contents = [] } = await faulty.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));

  expect(endings).toEqual(['InternalError 507', 'ok', 'ok']);
  expect(shown).toEqual([[1, 1]]);
  expect(Contents.map(({ Key }) => Key)).toEqual(['before']);
});

test('expire: retention takes what is older than `ms` before the call is served', async () => {
  faulty.faults.replace({ rules: [{ service: KVS, operation: 'ListFragments', kind: 'expire', ms: 0, nth: [2] }] });
  const before = await listed();
  const after = await listed();

  expect([before.length, after.length]).toEqual([COUNT, 0]);
  expect(counts()).toEqual([[2, 1]]);
});
