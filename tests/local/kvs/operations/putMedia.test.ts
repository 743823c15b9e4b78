import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { GetMediaForFragmentListCommand, ListFragmentsCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { DocumentSplitter } from '../../../../core/matroska/DocumentSplitter.ts';
import { readFragment } from '../../../../core/matroska/readFragment.ts';
import { writeEndOfFragment } from '../../../../core/matroska/write/writeEndOfFragment.ts';
import { body, fragment, frame, frames, header, PLAIN_AUDIO, PLAIN_TRACK } from '../matroskaBody.ts';
import { openPutMedia, putWhole } from '../putMediaSender.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';

const START = 1_700_000_000_000;

let kvs: RunningKvs;
let streamCount = 0;
beforeAll(async () => {
  kvs = await startKvs();
});
afterAll(async () => {
  await kvs.remove();
});

async function newStream(retention = 24): Promise<string> {
  const name = `camera-${++streamCount}`;
  await kvs.control.send(new CreateStreamCommand({ StreamName: name, DataRetentionInHours: retention }));
  return name;
}

async function listed(name: string) {
  const { Fragments = [] } = await kvs.archived.send(
    new ListFragmentsCommand({
      StreamName: name,
      MaxResults: 1000,
      FragmentSelector: {
        FragmentSelectorType: 'PRODUCER_TIMESTAMP',
        TimestampRange: { StartTimestamp: new Date(START - 3_600_000), EndTimestamp: new Date(START + 3_600_000) },
      },
    }),
  );
  return Fragments.sort((a, b) => ((a.FragmentNumber ?? '') < (b.FragmentNumber ?? '') ? -1 : 1));
}

describe('a whole body', () => {
  test('is stored, listed and given back verbatim', async () => {
    const name = await newStream();
    const tags = [{ name: 'door', value: 'open' }];
    const sent = [
      { timecodeMs: START, tags },
      { timecodeMs: START + 1000, size: 'known' as const },
      { timecodeMs: START + 2000, frames: [frame(START + 2000)] },
    ];

    const acks = await putWhole({ port: kvs.port, streamName: name }, body(sent));

    expect(acks.map((ack) => [ack.EventType, ack.FragmentTimecode])).toEqual(
      sent.flatMap(({ timecodeMs }) => ['BUFFERING', 'RECEIVED', 'PERSISTED'].map((type) => [type, timecodeMs])),
    );
    const fragments = await listed(name);
    expect(fragments.map((entry) => entry.ProducerTimestamp?.getTime())).toEqual([START, START + 1000, START + 2000]);
    expect(fragments.map((entry) => entry.FragmentLengthInMilliseconds)).toEqual([900, 900, 0]);
    expect(fragments.map((entry) => entry.FragmentSizeInBytes)).toEqual(
      sent.map((sketch) => header().length + fragment(sketch).length),
    );
    const numbers = fragments.map((entry) => entry.FragmentNumber ?? '');
    expect(numbers.every((number) => /^\d{47}$/.test(number))).toBe(true);
    expect(acks.filter((ack) => ack.EventType === 'PERSISTED').map((ack) => ack.FragmentNumber)).toEqual(numbers);

    const { Payload } = await kvs.archived.send(
      new GetMediaForFragmentListCommand({ StreamName: name, Fragments: numbers }),
    );
    const splitter = new DocumentSplitter();
    const bytes = (await Payload?.transformToByteArray()) ?? new Uint8Array();
    const documents = [...splitter.push(bytes), ...splitter.end()];
    const read = documents.map((document) => (document.kind === 'document' ? readFragment(document.bytes) : undefined));
    expect(read.map((document) => document?.fragmentNumber)).toEqual(numbers);
    expect(read.map((document) => document?.producerMs)).toEqual([START, START + 1000, START + 2000]);
    expect(read.map((document) => document?.frames.length)).toEqual([10, 10, 1]);
    expect(read[0]?.tags).toEqual(tags);
    const stored = documents[0]?.kind === 'document' ? Buffer.from(documents[0].bytes) : Buffer.alloc(0);
    expect(stored.indexOf(header())).toBe(0);
    expect(stored.subarray(-fragment(sent[0] ?? sent[1] ?? { timecodeMs: 0 }).length)).toEqual(
      fragment({ timecodeMs: START, tags }),
    );
  });

  test('is the same when it comes byte by byte', async () => {
    const name = await newStream();

    const acks = await putWhole(
      { port: kvs.port, streamName: name },
      body([{ timecodeMs: START }, { timecodeMs: START + 1000 }]),
      1,
    );

    expect(acks.filter((ack) => ack.EventType === 'PERSISTED')).toHaveLength(2);
  });

  test.each([
    ['1700000000.250', START + 250],
    ['1700000000.5', START + 500],
    ['1700000000', START],
  ])('with relative timecodes counts from the start timestamp %s', async (startTimestamp, expected) => {
    const name = await newStream();

    await putWhole(
      { port: kvs.port, streamName: name, timecodeType: 'RELATIVE', startTimestamp },
      body([{ timecodeMs: 0 }, { timecodeMs: 4000 }]),
    );

    const fragments = await listed(name);
    expect(fragments.map((entry) => entry.ProducerTimestamp?.getTime())).toEqual([expected, expected + 4000]);
  });

  test('of 0 bytes is no error', async () => {
    const name = await newStream();
    const acks = await putWhole({ port: kvs.port, streamName: name }, new Uint8Array());
    expect(acks).toEqual([]);
  });

  test('to a stream without retention is not PERSISTED, and readable from the buffer', async () => {
    const name = await newStream(0);

    const acks = await putWhole({ port: kvs.port, streamName: name }, body([{ timecodeMs: START }]));

    expect(acks.map((ack) => ack.EventType)).toEqual(['BUFFERING', 'RECEIVED']);
    expect(await listed(name)).toHaveLength(1);
  });
});

describe('while the body is still being sent', () => {
  test('the answer has begun, and acknowledgements flow', async () => {
    const connection = openPutMedia({ port: kvs.port, streamName: await newStream() });
    expect((await connection.response).statusCode).toBe(200);

    await connection.send(header());
    await connection.send(fragment({ timecodeMs: START }).subarray(0, 200));
    await connection.ack({ EventType: 'BUFFERING', FragmentTimecode: START });
    expect(connection.acks).toHaveLength(1);
    await connection.send(fragment({ timecodeMs: START }).subarray(200));
    await connection.send(fragment({ timecodeMs: START + 1000 }));
    await connection.ack({ EventType: 'PERSISTED', FragmentTimecode: START });
    expect(connection.acks.some((ack) => ack.FragmentTimecode === START + 1000 && ack.EventType !== 'BUFFERING')).toBe(
      false,
    );

    connection.request.end();
    await connection.ended;
    expect(connection.acks.map((ack) => ack.EventType).sort()).toEqual(
      ['BUFFERING', 'BUFFERING', 'RECEIVED', 'RECEIVED', 'PERSISTED', 'PERSISTED'].sort(),
    );
  });

  test('an end-of-fragment tag persists at once', async () => {
    const connection = openPutMedia({ port: kvs.port, streamName: await newStream() });
    await connection.send(header());
    await connection.send(fragment({ timecodeMs: START }));
    await connection.send(writeEndOfFragment());

    const ack = await connection.ack({ EventType: 'PERSISTED', FragmentTimecode: START });

    expect(ack.FragmentNumber).toMatch(/^\d{47}$/);
    connection.request.end();
    await connection.ended;
  });

  test('a client that expects 100-continue is told to go on', async () => {
    const connection = openPutMedia({
      port: kvs.port,
      streamName: await newStream(),
      headers: { expect: '100-continue' },
    });
    await new Promise<void>((resolve) => connection.request.on('continue', resolve));
    connection.request.end(body([{ timecodeMs: START }]));
    await connection.ended;
    expect(connection.acks.map((ack) => ack.EventType)).toEqual(['BUFFERING', 'RECEIVED', 'PERSISTED']);
  });

  test('a second connection is refused, and the first goes on', async () => {
    const name = await newStream();
    const first = openPutMedia({ port: kvs.port, streamName: name });
    await first.response;

    const second = openPutMedia({ port: kvs.port, streamName: name });
    const refused = await second.response;

    expect(refused.statusCode).toBe(400);
    expect(refused.headers['x-amzn-errortype']).toBe('ConnectionLimitExceededException');
    second.request.destroy();
    first.request.end(body([{ timecodeMs: START }]));
    await first.ended;
    expect(first.acks.at(-1)?.EventType).toBe('PERSISTED');
    const third = await putWhole({ port: kvs.port, streamName: name }, body([{ timecodeMs: START + 1000 }]));
    expect(third.at(-1)?.EventType).toBe('PERSISTED');
  });
});

describe('a body that breaks a rule ends with an error acknowledgement', () => {
  const good = { timecodeMs: START };
  const many = Array.from({ length: 11 }, (_, index) => ({ name: `n${index}`, value: 'v' }));
  const noise = new Uint8Array(5000).map((_, index) => (index * 7919) & 0xff);
  const cut = body([good, { timecodeMs: START + 1000 }]);
  const track = (number: number) => ({ ...PLAIN_TRACK, number });

  test.each<[number, string, Uint8Array, number]>([
    [4002, 'MAX_FRAGMENT_DURATION_REACHED', body([{ timecodeMs: START, frames: frames(START, 12, 2000) }]), 0],
    [4004, 'FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS', body([good, { timecodeMs: START + 900 }]), 1],
    [4004, 'FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS', body([good, { timecodeMs: START - 9000 }]), 1],
    [4006, 'INVALID_MKV_DATA', noise, 0],
    [4006, 'INVALID_MKV_DATA', Buffer.concat([body([good]), noise]), 0],
    [4006, 'INVALID_MKV_DATA', cut.subarray(0, cut.length - 50), 1],
    [4006, 'INVALID_MKV_DATA', Buffer.concat([body([good]), body([{ timecodeMs: START + 1000 }])]), 1],
    [4009, 'FRAGMENT_METADATA_LIMIT_REACHED', body([{ timecodeMs: START, tags: many }]), 0],
    [
      4009,
      'FRAGMENT_METADATA_LIMIT_REACHED',
      body([{ timecodeMs: START, tags: [{ name: 'n'.repeat(129), value: '' }] }]),
      0,
    ],
    [4010, 'TRACK_NUMBER_MISMATCH', body([{ timecodeMs: START, frames: [frame(START), frame(START, 9, 2)] }]), 0],
    [4011, 'FRAMES_MISSING_FOR_TRACK', body([good], [PLAIN_TRACK, PLAIN_AUDIO]), 0],
    [4012, 'MORE_THAN_ALLOWED_TRACKS_FOUND', body([good], [track(1), track(2), track(3), track(4)]), 0],
  ])('%d %s', async (id, code, bytes, persisted) => {
    const name = await newStream();

    const acks = await putWhole({ port: kvs.port, streamName: name }, bytes);

    expect(acks.at(-1)).toMatchObject({ EventType: 'ERROR', ErrorId: id, ErrorCode: code });
    expect(acks.filter((ack) => ack.EventType === 'PERSISTED')).toHaveLength(persisted);
    expect(await listed(name)).toHaveLength(persisted);
  });

  test('4001 MAX_FRAGMENT_SIZE_REACHED', async () => {
    kvs.service.configure({ maxFragmentBytes: 100_000 });
    const bytes = body([good, { timecodeMs: START + 1000, frames: frames(START + 1000, 10, 100, 20_000) }]);

    const acks = await putWhole({ port: kvs.port, streamName: await newStream() }, bytes);

    kvs.service.configure({ maxFragmentBytes: 50_000_000 });
    expect(acks.at(-1)).toMatchObject({ EventType: 'ERROR', ErrorId: 4001, FragmentTimecode: START + 1000 });
    expect(acks.filter((ack) => ack.EventType === 'PERSISTED')).toHaveLength(1);
  });

  test('4007 INVALID_PRODUCER_TIMESTAMP', async () => {
    const name = await newStream();
    const acks = await putWhole(
      { port: kvs.port, streamName: name, timecodeType: 'RELATIVE', startTimestamp: '253402300799' },
      body([{ timecodeMs: 0 }, { timecodeMs: 1000 }]),
    );
    expect(acks.map((ack) => [ack.EventType, ack.ErrorId])).toEqual([
      ['BUFFERING', undefined],
      ['RECEIVED', undefined],
      ['PERSISTED', undefined],
      ['ERROR', 4007],
    ]);
  });

  test('4003 MAX_CONNECTION_DURATION_REACHED', async () => {
    kvs.service.configure({ maxConnectionMs: 100 });
    const connection = openPutMedia({ port: kvs.port, streamName: await newStream() });

    await connection.ended;

    kvs.service.configure({ maxConnectionMs: 2_700_000 });
    connection.request.destroy();
    expect(connection.acks).toEqual([
      {
        EventType: 'ERROR',
        FragmentTimecode: -1,
        FragmentNumber: '',
        ErrorId: 4003,
        ErrorCode: 'MAX_CONNECTION_DURATION_REACHED',
      },
    ]);
  });
});

describe('a connection that does not end well', () => {
  test('cut anywhere keeps all complete fragments', async () => {
    const name = await newStream();
    const connection = openPutMedia({ port: kvs.port, streamName: name });
    await connection.send(body([{ timecodeMs: START }, { timecodeMs: START + 1000 }, { timecodeMs: START + 2000 }]));
    await connection.ack({ EventType: 'PERSISTED', FragmentTimecode: START + 1000 });

    connection.request.destroy();

    // The slot is free again once the service has seen the cut.
    let acks = await putWhole({ port: kvs.port, streamName: name }, body([{ timecodeMs: START + 5000 }]));
    for (let tries = 0; acks.length === 0 && tries < 3_000; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      acks = await putWhole({ port: kvs.port, streamName: name }, body([{ timecodeMs: START + 5000 }]));
    }
    const times = (await listed(name)).map((entry) => entry.ProducerTimestamp?.getTime());
    expect(times).toEqual([START, START + 1000, START + 5000]);
  });

  test('is told IDLE and closed when it falls silent', async () => {
    kvs.service.configure({ idleAckIntervalMs: 30, idleTimeoutMs: 200 });
    const connection = openPutMedia({ port: kvs.port, streamName: await newStream() });
    await connection.send(body([{ timecodeMs: START, size: 'known' }]));

    await connection.ended;

    kvs.service.configure({ idleAckIntervalMs: 5000, idleTimeoutMs: 30_000 });
    connection.request.destroy();
    expect(connection.acks.filter((ack) => ack.EventType === 'IDLE').length).toBeGreaterThanOrEqual(2);
    expect(connection.acks.at(-1)?.EventType).toBe('PERSISTED');
  });
});

describe('headers are refused', () => {
  test.each([
    [{ streamName: 'not-there' }, 404, 'ResourceNotFoundException'],
    [{}, 400, 'InvalidArgumentException'],
    [
      { streamName: 'camera-1', streamArn: 'arn:aws:kinesisvideo:us-east-1:0:stream/camera-1/1' },
      400,
      'InvalidArgumentException',
    ],
    [{ streamName: 'camera-1', timecodeType: 'SOMETIMES' }, 400, 'InvalidArgumentException'],
    [{ streamName: 'camera-1', startTimestamp: 'yesterday' }, 400, 'InvalidArgumentException'],
    [{ streamName: 'a b' }, 400, 'InvalidArgumentException'],
  ])('%j with %d %s', async (target, status, errorType) => {
    const connection = openPutMedia({ port: kvs.port, ...target });

    const response = await connection.response;

    expect(response.statusCode).toBe(status);
    expect(response.headers['x-amzn-errortype']).toBe(errorType);
    expect(response.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(await connection.ended)).toEqual({ Message: expect.any(String) });
    connection.request.destroy();
  });
});
