import { realSystem } from '../../../cloud/system/realSystem.ts';
import { EventInbox } from '../../../device/events/EventInbox.ts';
import type { ProducerEvent } from '../../../device/putMedia/ProducerEvent.ts';
import { runProducer } from '../../../device/putMedia/runProducer.ts';
import { CREDENTIALS, type KvsForDevices, REGION, startKvsForDevices } from '../kvsForDevices.ts';
import { SyntheticSource } from '../SyntheticSource.ts';

const START_MS = 1_795_000_000_000;

let service: KvsForDevices;
beforeAll(async () => {
  service = await startKvsForDevices();
});
afterAll(() => service.close());

async function run(streamName: string, raiseAt: readonly number[], onEvent: (event: ProducerEvent) => void) {
  const inbox = new EventInbox();
  let rested = (): void => undefined;
  const hasRested = new Promise<void>((resolve) => {
    rested = resolve;
  });
  const source = new SyntheticSource({
    fragments: 60,
    startMs: START_MS,
    payloadBytes: 500,
    live: true,
    everyMs: 3,
    // The frames of a group come after this: it is the open fragment that is marked.
    before: (group) => {
      if (raiseAt.includes(group - 1)) inbox.raise({ image: true, metadata: { what: 'motion' } });
      // Between two events it comes to rest, however long that takes here.
      return group === 40 && raiseAt.length > 0 ? hasRested : undefined;
    },
  });
  const summary = await runProducer({
    source,
    streamName,
    region: REGION,
    endpoint: service.endpoint,
    credentials: CREDENTIALS,
    createStream: { retentionHours: 24 },
    settings: { restAfterMs: 40, connectionTakenMs: 5, firstRetryMs: 5, longestRetryMs: 50 },
    eventsOnly: { preRollMs: 3_000, postRollMs: 2_000 },
    events: inbox,
    system: realSystem,
    onEvent: (event) => {
      onEvent(event);
      if (event.kind === 'ended' && event.end === 'rested') rested();
    },
  });
  const stored = (await service.stored(streamName, START_MS)).map(({ clusterTimecodeMs, tags }) => ({
    second: (clusterTimecodeMs - START_MS) / 1_000,
    marks: tags.filter(({ name }) => name === 'what' || name.includes('IMAGE')).map(({ name }) => name),
  }));
  return { summary, stored };
}

test('nothing is sent until an event, then what was before it, the event with its marks, and what comes after', async () => {
  const events: ProducerEvent[] = [];

  const { summary, stored } = await run('events', [20, 45], (event) => events.push(event));

  const connected = events.findIndex(({ kind }) => kind === 'connected');
  const released = events.findIndex(({ kind }) => kind === 'released');
  expect(stored.map(({ second }) => second)).toEqual([17, 18, 19, 20, 21, 22, 42, 43, 44, 45, 46, 47]);
  expect(stored.filter(({ marks }) => marks.length > 0)).toEqual([
    { second: 20, marks: ['AWS_KINESISVIDEO_IMAGE_GENERATION', 'what'] },
    { second: 45, marks: ['AWS_KINESISVIDEO_IMAGE_GENERATION', 'what'] },
  ]);
  expect(summary).toMatchObject({ fragments: 12, persisted: 12, dropped: 0, unpersisted: 0 });
  expect(events.filter(({ kind }) => kind === 'passed-over')).toHaveLength(48);
  expect(released).toBeGreaterThanOrEqual(0);
  expect(connected).toBeGreaterThan(released);
  // Between the two it does not keep the stream's one connection; on a slow machine it may rest once more.
  expect(events.filter((event) => event.kind === 'ended' && event.end === 'rested').length).toBeGreaterThanOrEqual(1);
});

test('without an event nothing is sent at all', async () => {
  const kinds = new Set<string>();

  const { summary, stored } = await run('no-events', [], ({ kind }) => kinds.add(kind));

  expect(stored).toEqual([]);
  expect(summary).toMatchObject({ fragments: 0, connections: 0, bytesSent: 0 });
  expect([...kinds].sort()).toEqual(['passed-over', 'stream-created']);
});
