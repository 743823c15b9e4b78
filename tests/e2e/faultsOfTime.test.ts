import { expectArchivedOnce, gapsOf } from './harness/expectArchivedOnce.ts';
import { breakThings, mendThings } from './harness/faults.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push, type SentFragment } from './harness/push.ts';
import { archive, runMachine } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const LIST = { service: 'kinesis-video-archived-media', operation: 'ListFragments' };

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
}, 900_000);
afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

async function pushTo(name: string, count = 40): Promise<SentFragment[]> {
  await enrol(installation, name);
  return push(installation, name, footage({ fixture: 'h264.mkv', startMs: START, count, label: name }));
}

test.each<[string, readonly object[]]>([
  ['pages-in-other-orders', [{ ...LIST, kind: 'shuffle' }]],
  ['pages-given-again', [{ ...LIST, kind: 'repeat' }]],
  [
    'clocks-that-are-wrong',
    [
      { function: 'computeWindow', kind: 'clock', ms: 120_000 },
      { function: 'archiveClip', kind: 'clock', ms: 180_000 },
      { function: 'listFragments', kind: 'clock', ms: -45_000 },
    ],
  ],
])(
  '%s: every fragment is archived once',
  async (name, rules) => {
    const sent = await pushTo(name);
    await breakThings(installation, rules);

    await archive(installation, { stream: name, from: START, to: START + 3_600_000 });

    expect(await mendThings(installation)).not.toContain(0);
    await archive(installation, { stream: name });
    await expectArchivedOnce(installation, name, sent);
  },
  300_000,
);

test('listed late: a run before finds nothing, the one after finds all', async () => {
  const sent = await pushTo('listed-late');
  await breakThings(installation, [{ ...LIST, kind: 'late', ms: 3_600_000 }]);

  const early = await runMachine(installation, { stream: 'listed-late' });
  const hits = await mendThings(installation);
  await archive(installation, { stream: 'listed-late' });

  expect(early.status).toBe('SUCCEEDED');
  expect(hits).not.toContain(0);
  await expectArchivedOnce(installation, 'listed-late', sent);
}, 300_000);

test('the disk is full for a while: the run is red, and the next one stores everything', async () => {
  const sent = await pushTo('full-disk');
  // The work bucket's plans are small and come first; a full disk does not choose.
  await breakThings(installation, [{ service: 's3', kind: 'disk-full' }]);

  const red = await runMachine(installation, { stream: 'full-disk' });
  const [hits = 0] = await mendThings(installation);
  await archive(installation, { stream: 'full-disk' });

  expect(red.status).toBe('FAILED');
  expect(hits).toBeGreaterThan(0);
  await expectArchivedOnce(installation, 'full-disk', sent);
}, 300_000);

test('retention passes the cursor between the listing and the fetch: a gap with its reason and every number', async () => {
  const sent = await pushTo('too-late');
  await breakThings(installation, [
    { service: 'kinesis-video-archived-media', operation: 'GetClip', kind: 'expire', ms: 0, nth: [1] },
  ]);

  const ending = await runMachine(installation, { stream: 'too-late' });
  const hits = await mendThings(installation);

  expect(hits).toEqual([1]);
  expect(ending).toMatchObject({ status: 'FAILED', error: 'FragmentsLost' });
  const gaps = await gapsOf(installation, 'too-late');
  expect(gaps.map(({ reason, fragments }) => [reason, fragments])).toEqual([['expired', sent.length]]);
}, 300_000);
