import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { Frame } from '../../../core/matroska/StoredFragment.ts';
import type { EncodedFrame } from '../../../device/media/EncodedFrame.ts';
import type { Source } from '../../../device/media/Source.ts';
import type { ProducerEvent } from '../../../device/putMedia/ProducerEvent.ts';
import { type ProducerOptions, runProducer } from '../../../device/putMedia/runProducer.ts';
import { FileSource } from '../../../device/sources/FileSource.ts';
import { CREDENTIALS, type KvsForDevices, REGION, startKvsForDevices } from '../kvsForDevices.ts';
import { SyntheticSource } from '../SyntheticSource.ts';

const MEDIA = join(__dirname, '../../media');
const START_MS = 1_795_000_000_000;

let service: KvsForDevices;
beforeAll(async () => {
  service = await startKvsForDevices();
});
afterAll(async () => {
  await service.close();
});

function options(streamName: string, source: Source, more: Partial<ProducerOptions> = {}): ProducerOptions {
  return {
    source,
    streamName,
    region: REGION,
    endpoint: service.endpoint,
    credentials: CREDENTIALS,
    createStream: { retentionHours: 24 },
    settings: { firstRetryMs: 20, connectionTakenMs: 50, longestRetryMs: 200 },
    system: realSystem,
    ...more,
  };
}

/** What must be the same on both sides of the wire. */
function fingerprint(frames: readonly Frame[]): string[] {
  return frames.map(({ trackNumber, timeMs, keyframe, payload }, index) => {
    const sum = createHash('sha256').update(payload).digest('hex').slice(0, 16);
    return `${index} track ${trackNumber} at ${timeMs} key ${keyframe} ${payload.length} bytes ${sum}`;
  });
}

async function framesOf(source: Source): Promise<EncodedFrame[]> {
  const frames: EncodedFrame[] = [];
  for await (const frame of source.frames()) frames.push(frame);
  await source.close();
  return frames;
}

describe('bytes in are bytes out', () => {
  const file = (name: string) =>
    FileSource.open({ location: join(MEDIA, name), speed: 'max', loop: false, startMs: START_MS, system: realSystem });

  // As ffprobe counts them, less the one packet of sound that precedes the first picture of an AAC file.
  test.each([
    ['h264.mkv', 60],
    ['h264-aac.mkv', 123],
    ['h264-bframes-aac-2s.mkv', 123],
    ['h265-bframes-aac-2s.mkv', 123],
    ['h264-alaw.mkv', 69],
    ['h264-mulaw.mkv', 69],
    ['progressive-moov-last.mp4', 123],
    ['fragmented.mp4', 123],
    ['h265.mp4', 123],
  ])('%s', async (name, count) => {
    const expected = await framesOf(await file(name));
    const streamName = `bytes-${name}`;

    const summary = await runProducer(options(streamName, await file(name)));

    const stored = await service.stored(streamName, START_MS);
    expect(summary).toMatchObject({ dropped: 0, unpersisted: 0, sentAgain: 0, connections: 1, firstMs: START_MS });
    expect(summary.persisted).toBe(stored.length);
    expect(fingerprint(stored.flatMap(({ frames }) => frames))).toEqual(fingerprint(expected));
    expect(expected).toHaveLength(count);
    for (const fragment of stored) {
      expect(fragment.tracks.every(({ codecPrivate }) => (codecPrivate?.length ?? 0) > 0)).toBe(true);
      expect(fragment.frames[0]?.keyframe).toBe(true);
      expect(fragment.producerMs).toBe(fragment.clusterTimecodeMs);
    }
  });
});

describe('broken connections', () => {
  test('each forced disconnect resends only what was not PERSISTED, and loses nothing', async () => {
    const streamName = 'disconnects';
    const events: ProducerEvent[] = [];
    const persistedWhenSent: boolean[] = [];
    const persisted = new Set<number>();
    let cuts = 0;
    const onEvent = (event: ProducerEvent) => {
      events.push(event);
      if (event.kind === 'persisted') persisted.add(event.timecodeMs);
      if (event.kind === 'sent') persistedWhenSent.push(persisted.has(event.timecodeMs));
      // Cut in the middle of the bytes that follow the seventh, fourteenth... fragment.
      if (event.kind === 'sent' && cuts < 8 && persistedWhenSent.length % 7 === 0) {
        cuts += 1;
        for (const socket of service.putMediaSockets) socket.destroy();
      }
    };
    const source = () => new SyntheticSource({ fragments: 60, startMs: START_MS, payloadBytes: 20_000 });

    const summary = await runProducer(options(streamName, source(), { onEvent }));

    const stored = await service.stored(streamName, START_MS);
    const expected = await framesOf(source());
    const unique = new Map(stored.map((fragment) => [fragment.clusterTimecodeMs, fragment]));
    expect(cuts).toBe(8);
    expect(summary).toMatchObject({ fragments: 60, persisted: 60, dropped: 0, unpersisted: 0 });
    expect(persistedWhenSent).not.toContain(true);
    expect(unique.size).toBe(60);
    expect(
      fingerprint([...unique.values()].flatMap(({ frames }) => frames).sort((a, b) => a.timeMs - b.timeMs)),
    ).toEqual(fingerprint(expected));
    expect(events.filter(({ kind }) => kind === 'connected')).toHaveLength(summary.connections);
  });

  test('a planned new connection doubles nothing', async () => {
    const streamName = 'renewals';
    const source = new SyntheticSource({ fragments: 30, startMs: START_MS, payloadBytes: 1_000, everyMs: 20 });
    const events: ProducerEvent[] = [];

    const summary = await runProducer(
      options(streamName, source, { settings: { renewAfterMs: 100 }, onEvent: (event) => events.push(event) }),
    );

    expect(summary).toMatchObject({ persisted: 30, dropped: 0, sentAgain: 0 });
    expect(events.filter((event) => event.kind === 'ended' && event.end === 'renewed').length).toBeGreaterThanOrEqual(
      3,
    );
    expect(events.filter(({ kind }) => kind === 'disconnected')).toHaveLength(0);
    expect((await service.stored(streamName, START_MS)).map(({ clusterTimecodeMs }) => clusterTimecodeMs)).toEqual(
      Array.from({ length: 30 }, (_, index) => START_MS + index * 1_000),
    );
  });
});

describe('ends', () => {
  test('a signal ends a live source: the open fragment is completed, sent and PERSISTED', async () => {
    const stop = new AbortController();
    const source = new SyntheticSource({
      fragments: 1_000,
      startMs: START_MS,
      payloadBytes: 500,
      everyMs: 50,
      live: true,
    });
    let seen = 0;

    const summary = await runProducer(
      options('stopped', source, {
        signal: stop.signal,
        onEvent: ({ kind }) => {
          seen += kind === 'persisted' ? 1 : 0;
          if (seen === 3) stop.abort();
        },
      }),
    );

    expect(summary.unpersisted).toBe(0);
    expect(summary.persisted).toBeGreaterThanOrEqual(3);
    expect(summary.persisted).toBeLessThan(10);
    expect(source.closed).toBe(true);
  });

  test('a source that breaks: what came before is stored, then its error is thrown', async () => {
    const source = new SyntheticSource({ fragments: 10, startMs: START_MS, payloadBytes: 500, breakAfter: 5 });

    await expect(runProducer(options('breaks', source))).rejects.toMatchObject({ name: 'Corrupt' });

    expect(await service.stored('breaks', START_MS)).toHaveLength(5);
  });

  test('without the stream and without leave to create it, it says so', async () => {
    const source = new SyntheticSource({ fragments: 2, startMs: START_MS, payloadBytes: 500 });
    const { createStream: _, ...rest } = options('absent', source);

    await expect(runProducer(rest)).rejects.toMatchObject({
      name: 'NotFound',
      message: expect.stringMatching(/absent/),
    });
    expect(source.closed).toBe(true);
  });

  test('a second producer of the same stream is refused, waits, and takes over', async () => {
    const first = new AbortController();
    const events: ProducerEvent[] = [];
    const endless = new SyntheticSource({
      fragments: 1_000,
      startMs: START_MS,
      payloadBytes: 500,
      everyMs: 100,
      live: true,
    });
    let firstPersisted: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      firstPersisted = resolve;
    });
    const firstRun = runProducer(
      options('taken', endless, {
        signal: first.signal,
        onEvent: ({ kind }) => {
          if (kind === 'persisted') firstPersisted();
        },
      }),
    );
    await begun;
    const late = new SyntheticSource({ fragments: 3, startMs: START_MS + 5_000_000, payloadBytes: 500 });

    const summary = await runProducer(
      options('taken', late, {
        onEvent: (event) => {
          events.push(event);
          if (event.kind === 'waiting') first.abort();
        },
      }),
    );
    await firstRun;

    const waits = events.filter((event) => event.kind === 'waiting');
    expect(waits.length).toBeGreaterThanOrEqual(1);
    expect(waits[0]).toMatchObject({ because: { name: 'Conflict' } });
    expect(summary).toMatchObject({ persisted: 3, dropped: 0 });
  });

  test('a live source loses the oldest when the buffer is full, and each loss is told', async () => {
    const dropped: number[] = [];
    const source = new SyntheticSource({ fragments: 20, startMs: START_MS, payloadBytes: 50_000, live: true });

    const summary = await runProducer(
      options('overflow', source, {
        settings: { bufferBytes: 300_000 },
        onEvent: (event) => {
          if (event.kind === 'dropped') dropped.push(event.timecodeMs);
        },
      }),
    );

    const stored = (await service.stored('overflow', START_MS)).map(({ clusterTimecodeMs }) => clusterTimecodeMs);
    expect(summary.fragments).toBe(20);
    expect(summary.dropped).toBe(dropped.length);
    expect(new Set([...stored, ...dropped]).size).toBe(20);
  });
});
