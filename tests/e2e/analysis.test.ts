import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation, ROOT } from './harness/Installation.ts';
import { push, type SentFragment } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

const NOTIFY = { name: 'AWS_KINESISVIDEO_NOTIFICATION', value: '' };
const RULE = { name: 'cats', labels: ['Animal'], minConfidence: 50, retention: 'standard' };

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
}, 900_000);
afterAll(async () => {
  await installation?.remove();
});

interface Listed {
  readonly items: readonly Record<string, unknown>[];
  readonly nextToken?: string;
}

async function list(path: string): Promise<Listed> {
  const response = await fetch(`${installation.url}/v1${path}`);
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Listed;
}

/** Asks again until there are as many; the test's own time is the limit. */
async function until(path: string, isEnough: (items: Listed['items']) => boolean): Promise<Listed['items']> {
  for (;;) {
    const { items } = await list(path);
    if (isEnough(items)) return items;
    await realSystem.clock.sleep(200);
  }
}

async function putImage(name: string, body: Uint8Array, fragment?: SentFragment): Promise<void> {
  await installation.s3.send(
    new PutObjectCommand({
      Bucket: installation.outputs.ImagesBucketName,
      Key: `images/door/${name}`,
      Body: body,
      ContentType: 'image/jpeg',
      ...(fragment === undefined
        ? {}
        : {
            Metadata: {
              aws_kinesisvideo_fragment_number: fragment.number,
              aws_kinesisvideo_producer_timestamp: String(fragment.producerMs),
              aws_kinesisvideo_server_timestamp: String(fragment.producerMs),
            },
          }),
    }),
  );
}

test('from a tagged fragment to a labelled moment, its event, and the bundle that is kept of it', async () => {
  await enrol(installation, 'door', { fragments: 'none', rules: [RULE], notifications: {} });
  const startMs = realSystem.clock.now() - 60_000;
  const filmed = footage({ fixture: 'h264.mkv', startMs, count: 3, label: 'door' });
  const sent = await push(installation, 'door', {
    ...filmed,
    fragments: filmed.fragments.map((each, index) => (index === 0 ? { ...each, tags: [NOTIFY] } : each)),
  });

  // The notification archives the stream, though no schedule ticks; the watermark stays.
  const archived = async (): Promise<number> => {
    const response = await fetch(`${installation.url}/v1/streams/door/timeline?from=${startMs}&to=${startMs + 30_000}`);
    return ((await response.json()) as { clips: unknown[] }).clips.length;
  };
  while ((await archived()) === 0) await realSystem.clock.sleep(200);

  const cat = await readFile(join(ROOT, 'tests/local/rekognition/pictures/cat.jpg'));
  const code = `000000000000_door_${startMs + 1000}`;
  await putImage(`${code}_aaaaaaaa.jpg`, cat, sent[1]);
  await putImage(`${code.replace(/\d$/, '1')}_bbbbbbbb.jpg`, cat.subarray(0, 900), sent[1]);
  await putImage('empty_000000000000_door_5_cccccccc.jpg', new Uint8Array());

  const images = await until(
    '/streams/door/images',
    (items) => items.filter(({ status }) => status !== 'listed').length === 3,
  );
  expect(images.map(({ status }) => status).sort()).toEqual(['labelled', 'unreadable', 'unreadable']);
  const [detection] = await until('/detections?label=Cat', (items) => items.length > 0);
  expect(detection).toMatchObject({
    label: 'Cat',
    confidence: expect.any(Number),
    streamName: 'door',
    producerMs: startMs + 1000,
    fragmentNumber: sent[1]?.number,
    imageUrl: expect.stringMatching(/^http/),
  });
  expect((await fetch(String(detection?.imageUrl))).headers.get('content-length')).toBe(String(cat.length));
  const events = await until('/events?stream=door', ([event]) => event?.notifiedMs !== undefined);
  expect(events).toMatchObject([{ rule: 'cats', beginMs: startMs + 1000, endMs: startMs + 1000, labels: ['Cat'] }]);
  expect((await list('/labels')).items.map(({ label }) => label)).toContain('Cat');

  // What was seen is kept as a bundle, though the stream keeps none.
  await archive(installation, {});
  const [clip] = (
    (await (
      await fetch(`${installation.url}/v1/streams/door/timeline?from=${startMs}&to=${startMs + 30_000}`)
    ).json()) as { clips: { clipId: string }[]; detections: unknown[] }
  ).clips;
  const shown = (await (await fetch(`${installation.url}/v1/clips/${clip?.clipId}`)).json()) as Record<string, unknown>;
  expect(shown).toHaveProperty('bundle');
  expect(installation.failures).toEqual([]);
}, 300_000);
