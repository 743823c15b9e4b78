import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { type Expectation, expectArchivedOnce } from './harness/expectArchivedOnce.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push, type SentFragment } from './harness/push.ts';
import { listKeys } from './harness/readArchive.ts';
import { archive } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const OWN_BUCKET = 'footage-of-my-own';

const CASES: Readonly<Record<string, { settings: object; source: string; expectation: Expectation }>> = {
  default: { settings: {}, source: 'GET_CLIP', expectation: {} },
  'by-number': { settings: { source: 'fragments' }, source: 'FRAGMENTS', expectation: {} },
  'no-bundles': { settings: { fragments: 'none' }, source: 'GET_CLIP', expectation: { bundles: 'none' } },
  'by-number-no-bundles': {
    settings: { source: 'fragments', fragments: 'none' },
    source: 'FRAGMENTS',
    expectation: { bundles: 'none' },
  },
  'tagged-only': { settings: { fragments: 'tagged' }, source: 'GET_CLIP', expectation: { bundles: 'none' } },
  prefixed: {
    settings: { prefix: 'site-1/hall/' },
    source: 'GET_CLIP',
    expectation: { prefix: 'site-1/hall/' },
  },
  elsewhere: {
    settings: { bucket: OWN_BUCKET, prefix: 'kvs/', source: 'fragments' },
    source: 'FRAGMENTS',
    expectation: { bucket: OWN_BUCKET, prefix: 'kvs/' },
  },
};

let installation: Installation;
const sent = new Map<string, SentFragment[]>();

beforeAll(async () => {
  installation = await Installation.start();
  await installation.s3.send(new CreateBucketCommand({ Bucket: OWN_BUCKET }));
  await Promise.all(
    Object.entries(CASES).map(async ([name, { settings }]) => {
      await enrol(installation, name, settings);
      const body = footage({ fixture: 'h264-aac.mkv', startMs: START, count: 120, label: name });
      sent.set(name, await push(installation, name, body));
    }),
  );
  await archive(installation, {});
}, 900_000);

afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

test.each(Object.keys(CASES))('%s', async (name) => {
  const { source, expectation } = CASES[name] ?? { source: '', expectation: {} };

  const { clips } = await expectArchivedOnce(installation, name, sent.get(name) ?? [], expectation);

  expect(clips.map(({ clip, fragments }) => [clip.source, fragments.length])).toEqual([[source, 120]]);
});

test('the archive bucket holds clips and bundles, and nothing else', async () => {
  const keys = await listKeys(installation, '');
  const places = new Set(keys.map((key) => key.replace('site-1/hall/', '').split('/')[0]));
  expect([...places].sort()).toEqual(['bundles', 'clips']);
  expect(keys.filter((key) => key.includes('elsewhere'))).toEqual([]);
});
