import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetMediaForFragmentListCommand, ListFragmentsCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { main } from '../../cli/main.ts';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { DocumentSplitter } from '../../core/matroska/DocumentSplitter.ts';
import { readFragment } from '../../core/matroska/readFragment.ts';
import type { Tag } from '../../core/matroska/Tag.ts';
import type { StoredSegment } from '../../core/segments/segmentReport.ts';
import { sendEvent } from '../../device/events/control/sendEvent.ts';
import { enrol, Installation } from './harness/Installation.ts';

const MEDIA = join(__dirname, '../media');
const START = Date.UTC(2025, 5, 1, 10);
const REPORT = {
  clientID: 'a-1',
  deviceID: 'cam-9',
  streamName: 'door',
  begTime: String(START),
  endTime: String(START + 20_500),
  duration: '20',
};

let installation: Installation;
let folder: string;

beforeAll(async () => {
  installation = await Installation.start();
  folder = await mkdtemp(join(tmpdir(), 'kvs-archiver-reports-'));
  await enrol(installation, 'door');
}, 900_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

/** A device as people start it; `stop` is their Ctrl-C. */
function device(...argv: string[]) {
  const written = { stdout: '', stderr: '' };
  const interrupts = new Set<() => void>();
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTerminal: false,
    width: () => 100,
  });
  const place = argv[0] === 'event' ? [] : ['--endpoint', installation.url];
  const code = main(['device', ...argv, ...place], '/nowhere', {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: {},
    system: realSystem,
    onInterrupt: (listener) => {
      interrupts.add(listener);
      return () => interrupts.delete(listener);
    },
    exit: (status) => {
      throw new Error(`exit(${status}) was called`);
    },
  });
  const stop = () => {
    for (const interrupt of interrupts) interrupt();
  };
  return { code, written, stop };
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly items: StoredSegment[];
    readonly nextToken?: string;
    readonly segments: object[];
    readonly error?: { code: string; message: string };
  };
}

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${installation.url}${path}`, init);
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** The tags of every stored fragment, in the order of its number. */
async function tagsOf(streamName: string, fromMs: number): Promise<(readonly Tag[])[]> {
  const { Fragments = [] } = await installation.archived.send(
    new ListFragmentsCommand({
      StreamName: streamName,
      FragmentSelector: {
        FragmentSelectorType: 'PRODUCER_TIMESTAMP',
        TimestampRange: { StartTimestamp: new Date(fromMs), EndTimestamp: new Date(fromMs + 3_600_000) },
      },
    }),
  );
  const numbers = Fragments.map(({ FragmentNumber = '' }) => FragmentNumber).sort();
  const { Payload } = await installation.archived.send(
    new GetMediaForFragmentListCommand({ StreamName: streamName, Fragments: numbers }),
  );
  const splitter = new DocumentSplitter();
  const cuts = [];
  for await (const chunk of Payload as unknown as AsyncIterable<Uint8Array>) cuts.push(...splitter.push(chunk));
  cuts.push(...splitter.end());
  return cuts.flatMap((cut) => (cut.kind === 'document' ? [readFragment(cut.bytes).tags] : []));
}

test('a report is kept once, and what is wrong with one is named', async () => {
  const startMs = realSystem.clock.now();
  const second = { ...REPORT, clientID: 'a-2', begTime: REPORT.endTime, endTime: String(START + 30_000) };
  const first = await call('PUT', '/v1/segments', REPORT);
  const again = await call('PUT', '/iam/v1/segments', REPORT);
  const other = await call('PUT', '/v1/segments', { ...REPORT, deviceID: 'cam-8' });
  const wrong = await call('PUT', '/v1/segments', { ...REPORT, begTime: Number(REPORT.begTime) });
  const foreign = await call('PUT', '/iam/v1/devices/cam-8/segments', second);
  const own = await call('PUT', '/iam/v1/devices/cam-9/segments', second);

  expect(first).toEqual({ status: 200, body: { ...REPORT, writtenMs: expect.any(Number) } });
  expect((first.body as unknown as StoredSegment).writtenMs).toBeGreaterThanOrEqual(startMs);
  expect(again).toEqual(first);
  expect(other).toMatchObject({ status: 409, body: { error: { code: 'Conflict' } } });
  const named = (field: string) => ({
    code: 'InvalidInput',
    message: expect.stringMatching(new RegExp(`^${field}: `)),
  });
  expect(wrong).toMatchObject({ status: 400, body: { error: named('begTime') } });
  expect(foreign).toMatchObject({ status: 400, body: { error: named('deviceID') } });
  expect(own.status).toBe(200);
  // Devices with a certificate come in by their own door alone.
  const openDoor = await fetch(`${installation.url}/v1/devices/cam-9/segments`, { method: 'PUT', body: '{}' });
  expect(openDoor.status).toBe(404);

  const page = await call('GET', '/v1/segments?deviceID=cam-9&limit=1');
  const rest = await call('GET', `/v1/segments?deviceID=cam-9&limit=1&nextToken=${page.body.nextToken}`);
  expect([...page.body.items, ...rest.body.items].map(({ clientID }) => clientID)).toEqual(['a-1', 'a-2']);
  expect(rest.body.nextToken).toBeUndefined();
  expect((await call('GET', '/v1/segments?clientID=a-1')).body.items).toEqual([first.body]);
  expect(await call('GET', '/v1/segments')).toMatchObject({ status: 400, body: { error: named('deviceID') } });
  const timeline = await call('GET', `/v1/streams/door/timeline?from=${START + 20_500}&to=${START + 60_000}`);
  expect(timeline.body.segments).toEqual([
    { clientID: 'a-2', deviceID: 'cam-9', startMs: START + 20_500, endMs: START + 30_000 },
  ]);
}, 300_000);

test('a file is reported as it is recorded, with its true times', async () => {
  const run = device(
    ...['run', '--stream', 'door', '--source', join(MEDIA, 'h264-aac.mkv'), '--speed', 'max', '--json'],
    ...['--start', new Date(START).toISOString(), '--device-id', 'cam-file', '--segment-length', '1s'],
  );

  expect([await run.code, run.written.stderr]).toEqual([0, expect.not.stringContaining('lost:')]);
  const { firstMs, lastMs, segments } = JSON.parse(run.written.stdout) as Record<string, unknown>;
  const { items } = (await call('GET', '/v1/segments?deviceID=cam-file')).body;
  expect(segments).toEqual({ reported: items.length, waiting: 0, lost: 0 });
  expect(items.length).toBeGreaterThanOrEqual(2);
  expect(items[0]?.begTime).toBe(String(firstMs));
  for (const [index, { begTime }] of items.slice(1).entries()) expect(items[index]?.endTime).toBe(begTime);
  expect(Number(items.at(-1)?.endTime)).toBeGreaterThanOrEqual(Number(lastMs));
}, 300_000);

test('a camera marks fragments by its socket and by the clock, and its segments come to the timeline', async () => {
  const control = join(folder, 'control');
  const startMs = realSystem.clock.now();
  const run = device(
    ...['run', '--stream', 'yard', '--source', 'test', '--create', '--json', '--spool', join(folder, 'spool')],
    ...[
      '--control',
      control,
      '--event-every',
      '3s',
      '--event-notify',
      '--device-id',
      'cam-1',
      '--segment-length',
      '2s',
    ],
  );
  let isMarked = false;
  for (let tries = 0; !isMarked && tries < 1_200; tries += 1) {
    await realSystem.clock.sleep(100);
    const event = { image: true, imagePrefix: 'yard/', metadata: { why: 'bell' } };
    isMarked = await sendEvent(control, event).then(
      () => true,
      () => false,
    );
  }
  await realSystem.clock.sleep(5_500);
  run.stop();

  expect([await run.code, run.written.stderr]).toEqual([0, expect.not.stringContaining('lost:')]);
  const tags = await tagsOf('yard', startMs - 60_000);
  const marked = (name: string) => tags.filter((each) => each.some((tag) => tag.name === name));
  expect(marked('AWS_KINESISVIDEO_IMAGE_GENERATION')).toEqual([
    [
      { name: 'AWS_KINESISVIDEO_IMAGE_GENERATION', value: '' },
      { name: 'AWS_KINESISVIDEO_IMAGE_PREFIX', value: 'yard/' },
      { name: 'why', value: 'bell' },
    ],
  ]);
  expect(marked('AWS_KINESISVIDEO_NOTIFICATION').length).toBeGreaterThanOrEqual(1);
  const { items } = (await call('GET', `/v1/segments?deviceID=cam-1&from=${startMs - 60_000}`)).body;
  expect(items.length).toBeGreaterThanOrEqual(2);
  // A machine that is busy leaves pictures out, and a segment ends before them.
  for (const [index, { begTime }] of items.slice(1).entries()) {
    expect(Number(items[index]?.endTime)).toBeLessThanOrEqual(Number(begTime));
  }
  expect(JSON.parse(run.written.stdout)).toMatchObject({ segments: { reported: items.length, waiting: 0, lost: 0 } });
  expect((await call('PUT', '/v1/streams/yard', { since: 'now' })).status).toBe(200);
  const timeline = await call('GET', `/v1/streams/yard/timeline?from=${startMs - 60_000}`);
  expect(timeline.body.segments).toEqual(
    items.map(({ clientID, begTime, endTime }) => ({
      clientID,
      deviceID: 'cam-1',
      startMs: Number(begTime),
      endMs: Number(endTime),
    })),
  );
}, 300_000);

test.each<[string, string[], RegExp]>([
  ['an event that marks nothing', ['--event-every', '5s'], /--event-every: such an event marks nothing/],
  ['metadata that is none', ['--event-lines', '--event-metadata', 'why'], /--event-metadata: "why" is not name=value/],
  ['metadata of the service', ['--event-lines', '--event-metadata', 'AWSx=1'], /--event-metadata: .*reserved/],
  ['a prefix without an image', ['--event-lines', '--event-image-prefix', 'x'], /--event-image-prefix: /],
  ['a timer that is too fast', ['--event-every', '10ms', '--event-image'], /--event-every: /],
  ['motion nobody sees', ['--event-motion', '2', '--event-image'], /--event-motion: .*--control/],
  ['an id that is none', ['--device-id', 'a b'], /--device-id: /],
  ['segments shorter than fragments', ['--device-id', 'a', '--segment-length', '0.5s'], /--segment-length: /],
  ['an address that is none', ['--device-id', 'a', '--api-url', 'ftp://x'], /--api-url: /],
  ['a socket that is a file', ['--control', join(MEDIA, 'h264.mkv')], /no socket/],
])('%s is refused before anything is sent', async (_name, options, message) => {
  const run = device('run', '--stream', 'door', '--source', join(MEDIA, 'h264.mkv'), '--speed', 'max', ...options);

  expect([await run.code, run.written.stderr]).toEqual([2, expect.stringMatching(message)]);
});

test('an event for a device that is not there is no success', async () => {
  const run = device('event', '--socket', join(folder, 'nobody'), '--image');

  expect(await run.code).not.toBe(0);
  expect(run.written.stderr).toMatch(/--socket: no device takes events at/);
});
