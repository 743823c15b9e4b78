import { expectArchivedOnce } from './harness/expectArchivedOnce.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push, type SentFragment } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
/** 36 fragments of 3 MB: 108 MB in fewer fragments than a clip may have. */
const COUNT = 36;
const PICTURES = 15;
const FRAGMENT_BYTES = 3_000_000;

let installation: Installation;
let sent: SentFragment[];

beforeAll(async () => {
  installation = await Installation.start();
  await enrol(installation, 'large');
  const padding = Math.ceil(FRAGMENT_BYTES / PICTURES);
  sent = await push(installation, 'large', footage({ fixture: 'h264.mkv', startMs: START, count: COUNT, padding }));
  await archive(installation, { stream: 'large' });
}, 900_000);

afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

test('more than 100 MB become clips that GetClip does not cut off', async () => {
  expect(sent.reduce((sum, { cluster }) => sum + cluster.length, 0)).toBeGreaterThan(100_000_000);

  const { clips } = await expectArchivedOnce(installation, 'large', sent);

  expect(clips.map(({ fragments }) => fragments.length)).toEqual([31, 5]);
  expect(clips.map(({ clip }) => clip.source)).toEqual(['GET_CLIP', 'GET_CLIP']);
  for (const { clip } of clips) expect(clip.bytes).toBeLessThan(100_000_000);
}, 300_000);
