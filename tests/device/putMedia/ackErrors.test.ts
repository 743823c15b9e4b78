import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { FragmentCutter } from '../../../core/matroska/FragmentCutter.ts';
import { ACK_ERRORS } from '../../../device/putMedia/acks/ACK_ERRORS.ts';
import type { ProducerEvent } from '../../../device/putMedia/ProducerEvent.ts';
import { type ProducerOptions, runProducer } from '../../../device/putMedia/runProducer.ts';
import { CREDENTIALS, REGION } from '../kvsForDevices.ts';
import { SyntheticSource } from '../SyntheticSource.ts';

const START_MS = 1_795_000_000_000;
const SECOND_FRAGMENT_MS = START_MS + 1_000;

/** What the service does with a PutMedia: answers a status, or acknowledges each fragment as it is told. */
type Answer = { readonly status: number; readonly errorType: string } | ((timecodeMs: number) => string[]);

const persisted = (timecodeMs: number) => [
  `{"EventType":"PERSISTED","FragmentTimecode":${timecodeMs},"FragmentNumber":"91343852333181432392682062607743920146264094437"}`,
];

/** A service of its own: the control plane says yes, and the n-th PutMedia is answered as the n-th answer says. */
class FakeService {
  readonly answers: Answer[];
  /** How long each acknowledgement takes. */
  ackDelayMs = 0;
  readonly arrived: number[][] = [];
  readonly headers: Record<string, unknown>[] = [];
  readonly #server: Server;

  constructor(answers: Answer[]) {
    this.answers = answers;
    this.#server = createServer((request, response) => {
      request.on('error', () => response.destroy());
      if (request.url !== '/putMedia') {
        const body =
          request.url === '/describeStream'
            ? { StreamInfo: { StreamARN: 'arn:aws:kinesisvideo:x', Status: 'ACTIVE', DataRetentionInHours: 24 } }
            : { DataEndpoint: this.endpoint };
        response.setHeader('content-type', 'application/json');
        request.resume().on('end', () => response.end(JSON.stringify(body)));
        return;
      }
      const answer = this.answers[Math.min(this.arrived.length, this.answers.length - 1)] ?? persisted;
      const seen: number[] = [];
      this.arrived.push(seen);
      this.headers.push(request.headers);
      if (typeof answer !== 'function') {
        response.writeHead(answer.status, { 'x-amzn-ErrorType': answer.errorType });
        response.end('{"Message":"no"}');
        return;
      }
      const cutter = new FragmentCutter();
      response.writeHead(200);
      response.flushHeaders();
      request.on('data', (chunk: Uint8Array) => {
        for (const event of cutter.push(chunk)) {
          if (event.kind !== 'fragment') continue;
          seen.push(event.timecodeMs);
          const lines = answer(event.timecodeMs);
          if (this.ackDelayMs > 0)
            setTimeout(() => response.write(lines.map((line) => `${line}\n`).join('')), this.ackDelayMs);
          else for (const line of lines) response.write(`${line}\n`);
          if (answer(event.timecodeMs).some((line) => line.includes('"ERROR"'))) response.end();
        }
      });
      request.on('end', () => setTimeout(() => response.end(), this.ackDelayMs + 1));
    });
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async run(more: Partial<ProducerOptions> = {}) {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const events: ProducerEvent[] = [];
    try {
      const summary = await runProducer({
        source: new SyntheticSource({ fragments: 4, startMs: START_MS, payloadBytes: 300 }),
        streamName: 'camera',
        region: REGION,
        endpoint: this.endpoint,
        credentials: CREDENTIALS,
        settings: { firstRetryMs: 5, longestRetryMs: 20, connectionTakenMs: 5 },
        system: realSystem,
        onEvent: (event) => events.push(event),
        ...more,
      });
      return { summary, events };
    } finally {
      this.#server.closeAllConnections();
      await new Promise((resolve) => this.#server.close(resolve));
    }
  }
}

const error = (errorId: number, timecodeMs: number) =>
  `{"EventType":"ERROR","FragmentTimecode":${timecodeMs},"FragmentNumber":"","ErrorId":${errorId},"ErrorCode":"X"}`;
/** Refuses the second fragment, once. */
const refusesSecond =
  (errorId: number, timecodeMs = SECOND_FRAGMENT_MS): Answer =>
  (at) =>
    at === SECOND_FRAGMENT_MS ? [error(errorId, timecodeMs)] : persisted(at);

describe('every ErrorId of the table', () => {
  const ids = (action: string) => [...ACK_ERRORS].filter(([, { action: own }]) => own === action).map(([id]) => id);

  test('is in one of three classes', () => {
    expect(ids('retry')).toEqual([4000, 4003, 4503, 5000, 5001]);
    expect(ids('drop')).toEqual([4001, 4002, 4004, 4006, 4007, 4009, 4010, 4011]);
    expect(ids('stop')).toEqual([4005, 4008, 4012, 4500, 4501, 4502, 4504, 4505, 4506, 4507]);
  });

  test.each([...ids('retry'), 4999])('%i: the fragment goes out again and is stored', async (errorId) => {
    const service = new FakeService([refusesSecond(errorId), persisted]);

    const { summary } = await service.run();

    expect(summary).toMatchObject({ fragments: 4, persisted: 4, dropped: 0, connections: 2 });
    expect(service.arrived[1]?.[0]).toBe(SECOND_FRAGMENT_MS);
  });

  test.each(ids('drop'))('%i: the fragment is left out and reported, the rest is stored', async (errorId) => {
    const service = new FakeService([refusesSecond(errorId), persisted]);

    const { summary, events } = await service.run();

    expect(summary).toMatchObject({ fragments: 4, persisted: 3, dropped: 1 });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'dropped', timecodeMs: SECOND_FRAGMENT_MS }));
    expect(service.arrived[1]?.[0]).toBe(START_MS + 2_000);
  });

  test.each(ids('stop'))('%i: ends the run with advice', async (errorId) => {
    const service = new FakeService([refusesSecond(errorId)]);

    await expect(service.run()).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining(ACK_ERRORS.get(errorId)?.code ?? '?'),
    });
  });

  test('without a timecode, the fragment that was under way gets a second chance before it is dropped', async () => {
    const service = new FakeService([refusesSecond(4006, -1), refusesSecond(4006, -1), persisted]);

    const { summary } = await service.run();

    expect(summary).toMatchObject({ persisted: 3, dropped: 1, connections: 3 });
    expect(service.arrived[1]?.[0]).toBe(SECOND_FRAGMENT_MS);
  });
});

describe('refused calls', () => {
  test.each([
    ['ConnectionLimitExceededException', 400, 'Conflict'],
    ['ClientLimitExceededException', 400, 'Throttled'],
    ['InvalidEndpointException', 400, 'NotYetAvailable'],
    ['InternalFailure', 500, 'Internal'],
  ])('%s is waited for', async (errorType, status, kind) => {
    const service = new FakeService([{ status, errorType }, { status, errorType }, persisted]);

    const { summary, events } = await service.run();

    expect(summary).toMatchObject({ persisted: 4, dropped: 0, sentAgain: 0 });
    expect(events.flatMap((event) => (event.kind === 'waiting' ? [event.because.kind] : []))).toEqual([kind, kind]);
  });

  test.each([
    ['NotAuthorizedException', 401, 'AccessDenied', 3],
    ['InvalidArgumentException', 400, 'InvalidInput', 1],
    ['ResourceNotFoundException', 404, 'NotFound', 1],
  ])('%s ends the run', async (errorType, status, kind, tries) => {
    const service = new FakeService([{ status, errorType }]);

    await expect(service.run()).rejects.toMatchObject({ name: kind });

    expect(service.arrived).toHaveLength(tries);
  });

  test('an answer that is no list of acknowledgements ends the run after five tries', async () => {
    const service = new FakeService([() => ['<html>']]);

    await expect(service.run()).rejects.toMatchObject({ name: 'Corrupt' });

    expect(service.arrived).toHaveLength(5);
  });
});

test('a connection that stays silent is given up and everything unacknowledged goes out again', async () => {
  const service = new FakeService([() => [], persisted]);

  const { summary, events } = await service.run({ settings: { staleMs: 60, firstRetryMs: 5 } });

  expect(summary).toMatchObject({ persisted: 4, sentAgain: 4, connections: 2 });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'disconnected', unpersisted: 4 }));
});

test('the head of the call is what the service expects', async () => {
  const service = new FakeService([persisted]);

  await service.run();

  expect(service.headers[0]).toMatchObject({
    'x-amzn-stream-name': 'camera',
    'x-amzn-fragment-timecode-type': 'ABSOLUTE',
    'x-amzn-producer-start-timestamp': expect.stringMatching(/^\d{10}\.\d{3}$/),
    'x-amzn-fragment-acknowledgment-required': '1',
    'transfer-encoding': 'chunked',
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/us-east-1\/kinesisvideo\/aws4_request, SignedHeaders=[^,]*host;[^,]*, Signature=[0-9a-f]{64}$/,
    ),
  });
});

test('a slow uplink is given more and more time, until a fragment comes through', async () => {
  const service = new FakeService([persisted]);
  service.ackDelayMs = 150;

  const { summary } = await service.run({
    source: new SyntheticSource({ fragments: 1, startMs: START_MS, payloadBytes: 300 }),
    settings: { staleMs: 25, firstRetryMs: 5, longestRetryMs: 5 },
  });

  // 25, 50, 100 ms were not enough.
  expect(summary).toMatchObject({ persisted: 1, connections: 4, sentAgain: 3 });
});

test('acknowledgements that come twice, late, or for what was never sent count for nothing', async () => {
  const service = new FakeService([
    (at) => [...persisted(at), ...persisted(at), ...persisted(at - 1_000), ...persisted(at + 500_000)],
  ]);

  const { summary, events } = await service.run();

  expect(summary).toMatchObject({ fragments: 4, persisted: 4, dropped: 0, connections: 1 });
  expect(events.filter(({ kind }) => kind === 'persisted')).toHaveLength(4);
});

test('refused credentials are asked for anew, though their time is not over', async () => {
  const service = new FakeService([{ status: 403, errorType: 'NotAuthorizedException' }, persisted]);
  let asked = 0;

  const { summary } = await service.run({
    credentials: async () => {
      asked += 1;
      return {
        accessKeyId: `key-${asked}`,
        secretAccessKey: 'secret',
        expiration: new Date(START_MS + 86_400_000_000),
      };
    },
  });

  const keys = service.headers.map(({ authorization }) => /Credential=([^/]+)/.exec(String(authorization))?.[1]);
  expect(keys).toEqual(['key-1', 'key-2']);
  expect(summary).toMatchObject({ persisted: 4, connections: 1 });
});

test('a camera that was allowed to send goes on recording while its rights are mended', async () => {
  const denied = { status: 403, errorType: 'NotAuthorizedException' };
  const service = new FakeService([refusesSecond(5000), denied, denied, denied, denied, denied, persisted]);

  const { summary } = await service.run({
    source: new SyntheticSource({ fragments: 4, startMs: START_MS, payloadBytes: 300, live: true }),
  });

  expect(summary).toMatchObject({ fragments: 4, persisted: 4, dropped: 0 });
  expect(service.arrived).toHaveLength(7);
});
