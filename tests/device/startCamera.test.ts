import { join } from 'node:path';
import { realSystem } from '../../cloud/system/realSystem.ts';
import type { ProducerEvent } from '../../device/putMedia/ProducerEvent.ts';
import { startCamera } from '../../device/startCamera.ts';
import { CREDENTIALS, type KvsForDevices, REGION, startKvsForDevices } from './kvsForDevices.ts';

let service: KvsForDevices;
beforeAll(async () => {
  service = await startKvsForDevices();
});
afterAll(async () => {
  await service.close();
});

test.each([
  ['the test camera', 'test' as const, /test camera, H\.264 320x180 at 10 fps/],
  ['a file', { path: join(__dirname, '../media/h264-aac.mkv') }, /h264-aac\.mkv.*in a loop/],
])('%s records into a stream that it makes, in real time, until it is told to stop', async (_, kind, description) => {
  const streamName = kind === 'test' ? 'test-camera' : 'file-camera';
  const stop = new AbortController();
  const events: ProducerEvent[] = [];
  const startMs = realSystem.clock.now();

  const camera = await startCamera({
    kind,
    streamName,
    endpoint: service.endpoint,
    region: REGION,
    credentials: CREDENTIALS,
    testCamera: { width: 320, height: 180, framesPerSecond: 10, keyFrameEveryMs: 1_000 },
    system: realSystem,
    signal: stop.signal,
    onEvent: (event) => {
      events.push(event);
      if (event.kind === 'persisted') stop.abort();
    },
  });
  const summary = await camera.done;

  const stored = await service.stored(streamName, startMs - 1_000);
  expect(camera.description).toMatch(description);
  expect(camera.notices).toEqual([]);
  // Where it takes long to be made, the first footage is kept meanwhile.
  const made = events.filter((event) => event.kind === 'stream-created');
  expect(made).toEqual([{ kind: 'stream-created', streamName, retentionHours: 24 }]);
  expect(summary).toMatchObject({ dropped: 0, unpersisted: 0, sentAgain: 0, connections: 1 });
  expect(stored).toHaveLength(summary.persisted);
  expect(stored.length).toBeGreaterThanOrEqual(2);
  for (const { producerMs, frames } of stored) {
    expect(producerMs).toBeGreaterThanOrEqual(startMs);
    expect(frames[0]?.keyframe).toBe(true);
  }
});

test('where no encoder can be loaded a clip stands in, and the caller is told', async () => {
  const stop = new AbortController();
  // The package's own switch: it looks for a build from source, and there is none.
  process.env.NODE_WEBCODECS_FORCE = 'source';
  try {
    const camera = await startCamera({
      kind: 'test',
      streamName: 'stand-in',
      endpoint: service.endpoint,
      region: REGION,
      credentials: CREDENTIALS,
      system: realSystem,
      signal: stop.signal,
      onEvent: ({ kind }) => {
        if (kind === 'persisted') stop.abort();
      },
    });
    const summary = await camera.done;

    expect(camera.description).toMatch(/stand-in/);
    expect(camera.notices).toEqual([
      expect.stringMatching(/encoder does not start on .* stands in for the test camera/),
    ]);
    expect(summary.persisted).toBeGreaterThanOrEqual(1);
  } finally {
    delete process.env.NODE_WEBCODECS_FORCE;
  }
});
