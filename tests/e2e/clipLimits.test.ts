import type { KvsSettings } from '../../local/kvs/settings.ts';
import { expectArchivedOnce } from './harness/expectArchivedOnce.ts';
import { footage } from './harness/footage.ts';
import { configureKvs, enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const KVS_LIMITS = { clipMaxFragments: 200, clipMaxBytes: 100_000_000 };

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
}, 900_000);
afterEach(() => configureKvs(installation, KVS_LIMITS));
afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

// A clip that ends early says nothing of it: what is missing at its end is noticed, and read by number.
test.each<[string, Partial<KvsSettings>, { count: number; groups: number }]>([
  ['far-too-short', { clipMaxFragments: 30 }, { count: 120, groups: 1 }],
  ['one-fragment-short', { clipMaxFragments: 119 }, { count: 120, groups: 1 }],
  ['too-few-bytes', { clipMaxBytes: 300_000 }, { count: 120, groups: 1 }],
  // Here key frames alone prove nothing: each fragment has several.
  ['one-of-many-key-frames-short', { clipMaxFragments: 11 }, { count: 12, groups: 20 }],
  ['two-of-many-key-frames-short', { clipMaxFragments: 10 }, { count: 12, groups: 20 }],
  ['half-of-two-key-frames-short', { clipMaxFragments: 60 }, { count: 61, groups: 2 }],
])(
  '%s',
  async (name, limits, { count, groups }) => {
    await enrol(installation, name);
    const body = footage({ fixture: 'h264.mkv', startMs: START, count, groups, label: name });
    const sent = await push(installation, name, body);
    await configureKvs(installation, limits);

    await archive(installation, { stream: name });

    const { clips } = await expectArchivedOnce(installation, name, sent);
    expect(clips.map(({ clip, fragments }) => [clip.source, fragments.length])).toEqual([['FRAGMENTS', count]]);
  },
  300_000,
);
