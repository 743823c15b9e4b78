import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { ArchiverError } from '../../../core/errors.ts';
import type { SegmentReport } from '../../../core/segments/segmentReport.ts';
import type { System } from '../../../core/system.ts';
import type { OutgoingFragment } from '../../../device/media/OutgoingFragment.ts';
import { SegmentClient } from '../../../device/segments/SegmentClient.ts';
import type { SegmentEvent } from '../../../device/segments/SegmentEvent.ts';
import { SegmentReporter } from '../../../device/segments/SegmentReporter.ts';

/** Waits are over after a moment, and the time to finish in half a second. */
function hurriedSystem(): System {
  let ids = 0;
  return {
    clock: {
      now: realSystem.clock.now,
      sleep: (ms, signal) => {
        return realSystem.clock.sleep(ms === 5_000 ? 500 : Math.min(ms, 5), signal);
      },
    },
    random: { ...realSystem.random, fraction: () => 0.5, uuid: () => `id-${++ids}` },
  };
}

const fragment = (second: number): OutgoingFragment => ({
  timecodeMs: second * 1_000,
  lastMs: second * 1_000 + 960,
  frames: [0, 40].map((ms) => ({
    trackNumber: 1,
    timeMs: second * 1_000 + ms,
    keyframe: ms === 0,
    payload: new Uint8Array(1),
  })),
  payloadBytes: 2,
  tracks: [],
});

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 12_000) throw new Error('it did not come to pass within a minute');
    await realSystem.clock.sleep(5);
  }
}

describe('segments that a device reports', () => {
  let folder: string;
  let events: SegmentEvent[];
  let system: System;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kvs-archiver-reporter-'));
    events = [];
    system = hurriedSystem();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (put: (report: SegmentReport) => Promise<void>, more: { folder?: string | undefined } = { folder }) =>
    new SegmentReporter({
      deviceID: 'cam-1',
      streamName: 'door',
      lengthMs: 20_000,
      put,
      ...more,
      system,
      onEvent: (event) => events.push(event),
    });
  const kinds = () => events.map(({ kind }) => kind);

  test('go out in order, as the contract has them, the last one partial', async () => {
    const received: SegmentReport[] = [];
    const reporter = open(async (report) => void received.push(report));

    for (let second = 0; second < 50; second += 1) reporter.record(fragment(second));
    await reporter.close();

    expect(received).toEqual([
      { clientID: 'id-1', deviceID: 'cam-1', streamName: 'door', begTime: '0', endTime: '20000', duration: '20' },
      { clientID: 'id-2', deviceID: 'cam-1', streamName: 'door', begTime: '20000', endTime: '40000', duration: '20' },
      { clientID: 'id-3', deviceID: 'cam-1', streamName: 'door', begTime: '40000', endTime: '49960', duration: '10' },
    ]);
    expect(kinds()).toEqual(['segment-reported', 'segment-reported', 'segment-reported']);
    expect(await readdir(folder)).toEqual([]);
  });

  test('wait while nobody takes them, and then go in order, each once', async () => {
    let isAway = true;
    const received: string[] = [];
    const reporter = open(async ({ clientID }) => {
      if (isAway) throw new ArchiverError('Internal', 'nobody answers');
      received.push(clientID);
    });
    for (let second = 0; second < 70; second += 1) reporter.record(fragment(second));
    await until(() => kinds().filter((kind) => kind === 'segments-waiting').length >= 8);
    expect(reporter.waiting).toBe(3);

    isAway = false;
    await until(() => received.length === 3);
    await reporter.close();

    expect(received).toEqual(['id-1', 'id-2', 'id-3', 'id-4']);
    // Doubling from a second to a minute, three quarters of it by this chance.
    const first = events.flatMap((event) => (event.kind === 'segments-waiting' ? event.ms : [])).slice(0, 8);
    expect(first).toEqual([750, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000]);
  });

  test('outlive the process that made them, the open one too', async () => {
    const never = open(() => new Promise(() => undefined));
    for (let second = 0; second < 30; second += 1) never.record(fragment(second));
    // Killed: nobody closes it.
    const lastWritten = async () => (await readdir(folder)).includes('open.json');
    for (let tries = 0; !(await lastWritten()) && tries < 12_000; tries += 1) await realSystem.clock.sleep(5);
    await realSystem.clock.sleep(50);

    const received: SegmentReport[] = [];
    const idle = open(async (report) => void received.push(report));
    await idle.close();
    // Whoever has nothing to record leaves the folder alone: it may be another's.
    expect(received).toEqual([]);
    const next = open(async (report) => void received.push(report));
    next.record(fragment(100));
    await next.close();

    expect(received.map(({ clientID, begTime, endTime }) => [clientID, begTime, endTime])).toEqual([
      ['id-1', '0', '20000'],
      ['id-2', '20000', '29960'],
      ['id-3', '100000', '100960'],
    ]);
    expect(await readdir(folder)).toEqual([]);
  });

  test.each(['InvalidInput', 'Conflict'] as const)(
    'one that is refused with %s does not stand in the way',
    async (kind) => {
      const received: string[] = [];
      const reporter = open(async ({ clientID }) => {
        if (clientID === 'id-1') throw new ArchiverError(kind, 'not this one');
        received.push(clientID);
      });
      for (let second = 0; second < 30; second += 1) reporter.record(fragment(second));
      await reporter.close();

      expect(received).toEqual(['id-2']);
      expect(kinds()).toEqual(['segment-refused', 'segment-reported']);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  test.each(['AccessDenied', 'NotFound', 'Throttled'] as const)('after %s they are tried again', async (kind) => {
    let tries = 0;
    const reporter = open(async () => {
      tries += 1;
      if (tries < 3) throw new ArchiverError(kind, 'not yet');
    });
    for (let second = 0; second < 21; second += 1) reporter.record(fragment(second));
    await until(() => tries === 3);
    await reporter.close();

    expect(kinds()).toEqual(['segments-waiting', 'segments-waiting', 'segment-reported', 'segment-reported']);
  });

  test('at the end there is little time: what is not sent stays in the folder, or is told of as lost', async () => {
    const fails = async () => {
      throw new ArchiverError('Internal', 'nobody answers');
    };
    const kept = open(fails);
    const lost = open(fails, { folder: undefined });
    for (const reporter of [kept, lost]) reporter.record(fragment(0));
    await Promise.all([kept.close(), lost.close()]);

    expect((await readdir(folder)).length).toBe(1);
    expect(events.filter(({ kind }) => kind === 'segment-dropped')).toEqual([
      expect.objectContaining({ reason: 'the device stops, and no folder keeps it' }),
    ]);
  });

  test('the recording never waits for them', async () => {
    const reporter = open(() => new Promise(() => undefined));
    // Not awaited: it all happens in one turn of the event loop, while the first report is under way for ever.
    for (let second = 0; second < 1_000; second += 1) expect(reporter.record(fragment(second))).toBeUndefined();

    expect(reporter.waiting).toBeGreaterThanOrEqual(49);
  });
});

describe('the client of the segment route', () => {
  const REPORT: SegmentReport = {
    clientID: 'a',
    deviceID: 'cam-1',
    streamName: 'door',
    begTime: '0',
    endTime: '20000',
    duration: '20',
  };
  let server: Server;
  let answer: { status: number; body: string } | 'nothing' = 'nothing';
  let seen: { method: string; url: string; headers: Record<string, unknown>; body: string }[];

  beforeEach(async () => {
    seen = [];
    server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      void text(request).then((body) => {
        seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
        if (answer !== 'nothing') response.writeHead(answer.status).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const client = () =>
    new SegmentClient({
      apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      root: '/iam/v1',
      thing: 'cam:1',
      region: 'eu-west-1',
      credentials: async () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' }),
      timeoutMs: 300,
      now: () => Date.UTC(2026, 10, 21, 14),
    });

  test('puts the report, signed for the API', async () => {
    answer = { status: 200, body: '{}' };

    await client().put(REPORT);

    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'PUT', url: '/iam/v1/devices/cam%3A1/segments' });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual(REPORT);
    expect(seen[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-amz-date': '20261121T140000Z',
      'x-amz-security-token': 'token',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKID\/20261121\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=content-type;host;/,
      ),
    });
  });

  test.each([
    [400, 'InvalidInput'],
    [401, 'AccessDenied'],
    [403, 'AccessDenied'],
    [404, 'NotFound'],
    [409, 'Conflict'],
    [413, 'InvalidInput'],
    [429, 'Throttled'],
    [500, 'Internal'],
    [503, 'Internal'],
  ])('%i is %s', async (status, kind) => {
    answer = { status, body: 'because' };

    await expect(client().put(REPORT)).rejects.toMatchObject({ kind, message: expect.stringContaining('because') });
  });

  test('does not wait for ever, nor follows elsewhere', async () => {
    answer = 'nothing';
    const startMs = performance.now();
    await expect(client().put(REPORT)).rejects.toMatchObject({ kind: 'Internal' });
    expect(performance.now() - startMs).toBeLessThan(3_000);
  });

  test('nobody there is a reason that people can read', async () => {
    const nobody = client();
    await new Promise((resolve) => server.close(resolve));
    await expect(nobody.put(REPORT)).rejects.toMatchObject({ message: expect.stringMatching(/ECONNREFUSED/) });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
});
