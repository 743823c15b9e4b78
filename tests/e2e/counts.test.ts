import { expectArchivedOnce } from './harness/expectArchivedOnce.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push, type SentFragment } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

/** A quiet hour of last year: footage may be of any time. */
const START = Date.UTC(2025, 5, 1, 10, 59, 30);

/** Fragments, groups of pictures in each, and the fragments of the clips that they become. */
const TABLE: readonly [string, number, number, readonly number[]][] = [
  ['one', 1, 1, [1]],
  ['one-short-of-a-clip', 199, 1, [199]],
  ['a-full-clip', 200, 1, [200]],
  ['one-more-than-a-clip', 201, 1, [200, 1]],
  ['a-thousand', 1000, 1, [200, 200, 200, 200, 200]],
  ['twenty-seconds', 12, 20, [12]],
];

let installation: Installation;
const sent = new Map<string, SentFragment[]>();

beforeAll(async () => {
  installation = await Installation.start();
  await Promise.all(
    TABLE.map(async ([name, count, groups]) => {
      await enrol(installation, name);
      const body = footage({ fixture: 'h264.mkv', startMs: START, count, groups, label: name });
      sent.set(name, await push(installation, name, body));
    }),
  );
  await archive(installation, {});
}, 900_000);

afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

test.each(TABLE)('%s: fragments x %d, of %d s, are archived once', async (name, _count, _groups, clips) => {
  const found = await expectArchivedOnce(installation, name, sent.get(name) ?? []);

  expect(found.clips.map(({ fragments }) => fragments.length)).toEqual(clips);
  expect(found.clips.map(({ clip }) => clip.source)).toEqual(clips.map(() => 'GET_CLIP'));
  expect(found.bundles.map(({ fragments }) => fragments.length)).toEqual(clips);
});
