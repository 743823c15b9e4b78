import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand } from '@aws-sdk/client-kinesis-video';
import { type FragmentSelector, ListFragmentsCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { GetMediaCommand } from '@aws-sdk/client-kinesis-video-media';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { fragment, frames, header } from '../kvs/matroskaBody.ts';
import { openPutMedia } from '../kvs/putMediaSender.ts';
import { BUCKET, endingOf, type FaultyServices, STREAM, startFaulty, TABLE } from './startFaulty.ts';

const START = 1_700_000_000_000;
/** 300,000 bytes, none like its neighbour: two pieces of a read, and more than one of a socket's. */
const OBJECT = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251));
const EVERYTHING: FragmentSelector = {
  FragmentSelectorType: 'PRODUCER_TIMESTAMP',
  TimestampRange: { StartTimestamp: new Date(START), EndTimestamp: new Date(START + 3_600_000) },
};

let faulty: FaultyServices;
beforeAll(async () => {
  faulty = await startFaulty();
  await faulty.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'object', Body: OBJECT }));
  const connection = openPutMedia({ port: faulty.port, streamName: STREAM });
  await connection.send(header());
  for (const second of [0, 1, 2]) {
    await connection.send(
      fragment({ timecodeMs: START + second * 1000, frames: frames(START + second * 1000, 10, 100) }),
    );
  }
  connection.request.end();
  await connection.ended;
});
afterEach(() => void faulty.faults.clear());
afterAll(async () => {
  await faulty.remove();
  expect(faulty.noticed).toEqual([]);
});

const listFragments = () =>
  faulty.archived.send(new ListFragmentsCommand({ StreamName: STREAM, FragmentSelector: EVERYTHING }));
const openMedia = () =>
  faulty.media.send(new GetMediaCommand({ StreamName: STREAM, StartSelector: { StartSelectorType: 'EARLIEST' } }));
const getMedia = async (): Promise<Buffer> =>
  Buffer.from((await (await openMedia()).Payload?.transformToByteArray()) ?? []);
const putObject = (key: string, bytes = OBJECT) =>
  faulty.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: bytes }));
const getObject = async (): Promise<Buffer> => {
  const { Body } = await faulty.s3.send(
    new GetObjectCommand({ Bucket: BUCKET, Key: 'object', ChecksumMode: undefined }),
  );
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};
/** Bytes and headers as they come, without what an SDK does to them. */
const fetchObject = () => fetch(`${faulty.url}/${BUCKET}/object`);
const putItem = (id: string) => faulty.dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: id } } }));
const hasItem = async (id: string): Promise<boolean> => {
  const { Item } = await faulty.dynamodb.send(new GetItemCommand({ TableName: TABLE, Key: { id: { S: id } } }));
  return Item !== undefined;
};
const keys = async (): Promise<string[]> => {
  const { Contents = [] } = await faulty.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key }) => Key ?? '');
};
const counts = () => faulty.faults.report().rules.map(({ calls, hits }) => [calls, hits]);

/** One call of each protocol, and how throttling and failure look there. */
const CALLS = [
  {
    service: 'kinesis-video',
    operation: 'DescribeStream',
    call: () => faulty.kvs.send(new DescribeStreamCommand({ StreamName: STREAM })),
    throttle: 'ClientLimitExceededException 400',
    error: 'InternalFailure 500',
    unavailable: 'ServiceUnavailableException 503',
  },
  {
    service: 'kinesis-video-archived-media',
    operation: 'ListFragments',
    call: listFragments,
    throttle: 'ClientLimitExceededException 400',
    error: 'InternalFailure 500',
    unavailable: 'ServiceUnavailableException 503',
  },
  {
    service: 'kinesis-video-media',
    operation: 'GetMedia',
    call: getMedia,
    throttle: 'ClientLimitExceededException 400',
    error: 'InternalFailure 500',
    unavailable: 'ServiceUnavailableException 503',
  },
  {
    service: 's3',
    operation: 'GetObject',
    call: getObject,
    throttle: 'SlowDown 503',
    error: 'InternalError 500',
    unavailable: 'ServiceUnavailable 503',
  },
  {
    service: 's3',
    operation: 'PutObject',
    call: () => putObject('object'),
    throttle: 'SlowDown 503',
    error: 'InternalError 500',
    unavailable: 'ServiceUnavailable 503',
  },
  {
    service: 'dynamodb',
    operation: 'GetItem',
    call: () => hasItem('x'),
    throttle: 'ProvisionedThroughputExceededException 400',
    error: 'InternalServerError 500',
    unavailable: 'ServiceUnavailableException 503',
  },
  {
    service: 'sfn',
    operation: 'ListStateMachines',
    call: () => faulty.sfn.send(new ListStateMachinesCommand({})),
    throttle: 'ThrottlingException 400',
    error: 'InternalFailure 500',
    unavailable: 'ServiceUnavailableException 503',
  },
] as const;

describe.each(CALLS)('$service $operation', ({ service, operation, call, throttle, error, unavailable }) => {
  const once = { service, operation, nth: [1] };

  test.each([
    [{ kind: 'throttle' }, throttle],
    [{ kind: 'throttle', when: 'after' }, throttle],
    [{ kind: 'error' }, error],
    [{ kind: 'error', when: 'after' }, error],
    [{ kind: 'error', status: 503 }, unavailable],
    [{ kind: 'reset' }, 'ECONNRESET'],
    [{ kind: 'reset', when: 'after' }, 'ECONNRESET'],
    [{ kind: 'reset', atByte: 0 }, 'ECONNRESET'],
    [{ kind: 'slow', ms: 1 }, 'ok'],
  ])('%j, once: %s', async (fault, ending) => {
    faulty.faults.replace({ rules: [{ ...once, ...fault }] });

    expect([await endingOf(call()), await endingOf(call())]).toEqual([ending, 'ok']);

    expect(counts()).toEqual([[2, 1]]);
  });
});

test('SNS answers as the query protocol does', async () => {
  const publish = () =>
    fetch(faulty.url, { method: 'POST', body: new URLSearchParams({ Action: 'Publish', Message: 'm' }) });
  faulty.faults.replace({
    rules: [
      { service: 'sns', operation: 'Publish', kind: 'throttle', nth: [1] },
      { service: 'sns', kind: 'error', nth: [2] },
    ],
  });

  const answers = [await publish(), await publish(), await publish()];

  expect(answers.map(({ status }) => status)).toEqual([429, 500, 200]);
  expect(await answers[0]?.text()).toContain('<Type>Sender</Type><Code>Throttled</Code>');
  expect(await answers[1]?.text()).toContain('<Type>Receiver</Type><Code>InternalError</Code>');
});

describe('whether the service has done its work', () => {
  test.each([
    ['throttle', 'before', false],
    ['throttle', 'after', true],
    ['error', 'before', false],
    ['error', 'after', true],
    ['reset', 'before', false],
    ['reset', 'after', true],
  ])('%s %s: %s', async (kind, when, done) => {
    const key = `${kind}-${when}`;
    faulty.faults.replace({
      rules: [
        { service: 's3', operation: 'PutObject', kind, when },
        { service: 'dynamodb', operation: 'PutItem', kind, when },
      ],
    });

    expect(await endingOf(putObject(key))).not.toBe('ok');
    expect(await endingOf(putItem(key))).not.toBe('ok');

    faulty.faults.clear();
    expect([(await keys()).includes(key), await hasItem(key)]).toEqual([done, done]);
  });

  test.each(['truncate', 'corrupt', 'slow'])('%s: yes', async (kind) => {
    faulty.faults.replace({
      rules: [{ service: 'dynamodb', operation: 'PutItem', kind, ...(kind === 'slow' ? { ms: 1 } : {}) }],
    });

    await endingOf(putItem(kind));

    faulty.faults.clear();
    expect(await hasItem(kind)).toBe(true);
  });

  test('a multipart upload whose completion is lost on its way back can be completed again', async () => {
    const place = { Bucket: BUCKET, Key: 'multipart' };
    const { UploadId } = await faulty.s3.send(new CreateMultipartUploadCommand(place));
    const part = () => faulty.s3.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: OBJECT }));
    faulty.faults.replace({
      rules: [
        { service: 's3', operation: 'UploadPart', kind: 'throttle', nth: [1] },
        { service: 's3', operation: 'UploadPart', kind: 'reset', nth: [2] },
        { service: 's3', operation: 'CompleteMultipartUpload', kind: 'reset', when: 'after', nth: [1] },
      ],
    });

    expect([await endingOf(part()), await endingOf(part())]).toEqual(['SlowDown 503', 'ECONNRESET']);
    const { ETag } = await part();
    const complete = () =>
      faulty.s3.send(
        new CompleteMultipartUploadCommand({
          ...place,
          UploadId,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
        }),
      );
    expect(await endingOf(complete())).toBe('ECONNRESET');

    const { ContentLength } = await faulty.s3.send(new HeadObjectCommand(place));
    expect(ContentLength).toBe(OBJECT.length);
    expect(counts()).toEqual([
      [3, 1],
      [3, 1],
      [1, 1],
    ]);
  });
});

describe('bodies', () => {
  const getObjectRule = { service: 's3', operation: 'GetObject' };

  test.each([0, 1, 1000, 262_144, 299_999])('cut off at byte %i, with a length that says so', async (atByte) => {
    faulty.faults.replace({ rules: [{ ...getObjectRule, kind: 'truncate', atByte }] });

    const response = await fetchObject();

    expect(response.headers.get('content-length')).toBe(String(atByte));
    expect(Buffer.from(await response.arrayBuffer()).equals(OBJECT.subarray(0, atByte))).toBe(true);
  });

  test.each([0, 1000, 299_999])('cut off at byte %i, short of the length that was declared', async (atByte) => {
    faulty.faults.replace({ rules: [{ ...getObjectRule, kind: 'truncate', atByte, length: 'declared' }] });

    const { received, ended } = await readUntilItBreaks(fetchObject());

    expect([received.equals(OBJECT.subarray(0, atByte)), ended]).toEqual([true, false]);
  });

  test('a chunked body that is cut off ends as if it were whole, or without its last chunk', async () => {
    const whole = await getMedia();
    for (const length of ['matching', 'declared']) {
      faulty.faults.replace({ rules: [{ service: 'kinesis-video-media', kind: 'truncate', atByte: 100, length }] });
      const { Payload } = await openMedia();
      const received: Buffer[] = [];
      const reading = (async () => {
        for await (const piece of Payload as AsyncIterable<Buffer>) received.push(piece);
      })();
      expect(await endingOf(reading)).toBe(length === 'matching' ? 'ok' : 'ECONNRESET');
      expect(Buffer.concat(received).equals(whole.subarray(0, 100))).toBe(true);
    }
  });

  test('a cut beyond the end leaves a body whole', async () => {
    faulty.faults.replace({ rules: [{ ...getObjectRule, kind: 'truncate', atByte: 300_000 }] });

    expect((await getObject()).equals(OBJECT)).toBe(true);
  });

  test('the head of a HEAD stays as it is', async () => {
    faulty.faults.replace({ rules: [{ service: 's3', operation: 'HeadObject', kind: 'truncate', atByte: 10 }] });

    const { ContentLength } = await faulty.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'object' }));

    expect(ContentLength).toBe(OBJECT.length);
  });

  test('reset in the middle', async () => {
    faulty.faults.replace({ rules: [{ ...getObjectRule, kind: 'reset', atByte: 1000 }] });

    const { received, ended } = await readUntilItBreaks(fetchObject());

    expect([received.equals(OBJECT.subarray(0, received.length)), received.length <= 1000, ended]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('corrupt: from that byte on none is as it was; the same seed gives the same bytes', async () => {
    const corrupted = async (seed: number, rule: object): Promise<Buffer> => {
      faulty.faults.replace({ seed, rules: [{ ...getObjectRule, kind: 'corrupt', ...rule }] });
      return Buffer.from(await (await fetchObject()).arrayBuffer());
    };
    const changed = (bytes: Buffer): number[] =>
      [...bytes.entries()].filter(([at, byte]) => byte !== OBJECT[at]).map(([at]) => at);

    const first = await corrupted(1, { atByte: 299_000 });
    expect(changed(first)).toEqual(Array.from({ length: 1000 }, (_, index) => 299_000 + index));
    expect((await corrupted(1, { atByte: 299_000 })).equals(first)).toBe(true);
    expect((await corrupted(2, { atByte: 299_000 })).equals(first)).toBe(false);
    expect(changed(await corrupted(1, { atByte: 262_143, bytes: 3 }))).toEqual([262_143, 262_144, 262_145]);
  });

  test('slow: the head comes late, or the body stops for a while', async () => {
    faulty.faults.replace({ rules: [{ ...getObjectRule, kind: 'slow', ms: 300 }] });
    const beganAt = performance.now();
    const late = await fetchObject();
    expect(performance.now() - beganAt).toBeGreaterThanOrEqual(290);
    expect(Buffer.from(await late.arrayBuffer()).equals(OBJECT)).toBe(true);

    faulty.faults.replace({ rules: [{ ...getObjectRule, kind: 'slow', ms: 300, atByte: 1000 }] });
    const response = await fetchObject();
    const headAt = performance.now();
    expect(Buffer.from(await response.arrayBuffer()).equals(OBJECT)).toBe(true);
    expect(performance.now() - headAt).toBeGreaterThanOrEqual(250);
  });

  test('a connection of PutMedia that is lost before its first acknowledgement', async () => {
    faulty.faults.replace({
      rules: [{ service: 'kinesis-video-media', operation: 'PutMedia', kind: 'reset', atByte: 0 }],
    });
    const connection = openPutMedia({ port: faulty.port, streamName: STREAM });
    const lost = endingOf(connection.response);

    await connection.send(header());
    await connection
      .send(fragment({ timecodeMs: START + 60_000, frames: frames(START + 60_000, 10, 100) }))
      .catch(() => 0);
    connection.request.end();

    expect(await lost).toBe('ECONNRESET');
    expect(connection.acks).toEqual([]);
    expect(counts()).toEqual([[1, 1]]);
  });

  test('PutMedia that is throttled', async () => {
    faulty.faults.replace({ rules: [{ service: 'kinesis-video-media', operation: 'PutMedia', kind: 'throttle' }] });
    const connection = openPutMedia({ port: faulty.port, streamName: STREAM });
    await connection.send(header());
    connection.request.end();

    expect((await connection.response).statusCode).toBe(400);
    expect(await connection.ended).toContain('Rate exceeded');
  });
});

/** What arrives of a body, and whether it had an end. */
async function readUntilItBreaks(call: Promise<Response>): Promise<{ received: Buffer; ended: boolean }> {
  const pieces: Uint8Array[] = [];
  let ended = false;
  try {
    for await (const piece of (await call).body ?? []) pieces.push(piece);
    ended = true;
  } catch (error) {
    expect((error as Error).name).toBe('TypeError');
  }
  return { received: Buffer.concat(pieces), ended };
}

describe('chance and counting', () => {
  const thirty = async (): Promise<string> => {
    let endings = '';
    for (let call = 0; call < 30; call++) endings += (await endingOf(hasItem('x'))) === 'ok' ? '.' : 'x';
    return endings;
  };
  const rule = { service: 'dynamodb', operation: 'GetItem', kind: 'throttle' };

  test('a seed gives one order of hits, another seed another; calls of other rules do not matter', async () => {
    faulty.faults.replace({ seed: 7, rules: [{ ...rule, probability: 0.2 }] });
    const first = await thirty();
    const [hits] = counts();
    faulty.faults.replace({
      seed: 7,
      rules: [
        { ...rule, probability: 0.2 },
        { service: 'sfn', kind: 'error', probability: 0.5 },
      ],
    });
    await faulty.sfn.send(new ListStateMachinesCommand({})).catch(() => 0);
    const again = await thirty();
    faulty.faults.replace({ seed: 8, rules: [{ ...rule, probability: 0.2 }] });
    const other = await thirty();

    expect(hits).toEqual([30, first.split('x').length - 1]);
    expect(first).toMatch(/x/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test('nth counts the calls of its rule; never and always', async () => {
    faulty.faults.replace({ rules: [{ ...rule, nth: [1, 3, 30] }] });
    expect(await thirty()).toBe('x.x..........................x');
    expect(counts()).toEqual([[30, 3]]);
    faulty.faults.replace({ rules: [{ ...rule, probability: 0 }] });
    expect(await thirty()).toBe('.'.repeat(30));
    faulty.faults.replace({ rules: [{ ...rule, probability: 1 }] });
    expect(await thirty()).toBe('x'.repeat(30));
  });

  test('each rule counts every call it is about, the first that strikes has it; others are not touched', async () => {
    faulty.faults.replace({
      rules: [
        { service: 'dynamodb', kind: 'error', nth: [2] },
        { ...rule, nth: [2, 3] },
        { service: 'dynamodb', operation: 'PutItem', kind: 'error' },
      ],
    });

    const endings: string[] = [];
    for (let call = 0; call < 3; call++) endings.push(await endingOf(hasItem('x')));

    expect(endings).toEqual(['ok', 'InternalServerError 500', 'ProvisionedThroughputExceededException 400']);
    expect(counts()).toEqual([
      [3, 1],
      [3, 1],
      [0, 0],
    ]);
  });

  test('without a plan everything passes', async () => {
    expect(await endingOf(putItem('free'))).toBe('ok');
    expect(faulty.faults.report()).toEqual({ seed: 1, rules: [] });
  });
});

describe('events', () => {
  test('twice, late, and as they come', () => {
    faulty.faults.replace({
      rules: [
        { event: 'Object Created', kind: 'twice', nth: [1] },
        { event: 'Object Created', kind: 'twice', ms: 50, nth: [2] },
        { event: 'Object Created', kind: 'late', ms: 20, nth: [3] },
      ],
    });

    const deliveries = Array.from({ length: 4 }, () => faulty.faults.deliveriesOf('Object Created'));

    expect(deliveries).toEqual([[0, 0], [0, 50], [20], [0]]);
    expect(faulty.faults.deliveriesOf('Other')).toEqual([0]);
  });
});

describe('/_local/faults', () => {
  const ask = async (method: string, body?: string): Promise<[number, unknown]> => {
    const response = await fetch(`${faulty.url}/_local/faults`, { method, ...(body === undefined ? {} : { body }) });
    return [response.status, await response.json()];
  };

  test('POST replaces, GET shows with counts, DELETE clears', async () => {
    const rule = { service: 's3', operation: 'PutObject', kind: 'throttle', nth: [1] };
    expect(await ask('POST', JSON.stringify({ seed: 3, rules: [rule] }))).toEqual([
      200,
      { seed: 3, rules: [{ ...rule, calls: 0, hits: 0 }] },
    ]);
    expect(await endingOf(putObject('x'))).toBe('SlowDown 503');
    expect(await ask('GET')).toEqual([200, { seed: 3, rules: [{ ...rule, calls: 1, hits: 1 }] }]);
    expect(await ask('POST', JSON.stringify({ rules: [rule] }))).toEqual([
      200,
      { seed: 1, rules: [{ ...rule, calls: 0, hits: 0 }] },
    ]);
    expect(await ask('DELETE')).toEqual([200, { seed: 1, rules: [{ ...rule, calls: 0, hits: 0 }] }]);
    expect(await ask('GET')).toEqual([200, { seed: 1, rules: [] }]);
    expect((await ask('PUT', '{}'))[0]).toBe(405);
  });

  test('a plan that is refused leaves the one in force', async () => {
    faulty.faults.replace({ rules: [{ service: 's3', kind: 'error' }] });

    expect(await ask('POST', '{"rules": [{"service": "s4", "kind": "error"}]}')).toMatchObject([
      400,
      { error: { code: 'InvalidInput', message: expect.stringMatching(/^rules\[0\]\.service: /) } },
    ]);
    expect(await ask('POST', '{')).toEqual([400, { error: { code: 'InvalidInput', message: 'the body is not JSON' } }]);

    expect(faulty.faults.report().rules).toHaveLength(1);
  });
});
