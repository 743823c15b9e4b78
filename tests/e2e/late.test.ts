import { realSystem } from '../../cloud/system/realSystem.ts';
import { expectArchivedOnce, expectMedia, readArchive } from './harness/expectArchivedOnce.ts';
import { type Footage, footage } from './harness/footage.ts';
import { configureKvs, createStream, deleteStream, enrol, Installation } from './harness/Installation.ts';
import { listAllFragments } from './harness/listAllFragments.ts';
import { push, type SentFragment } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
}, 900_000);
afterEach(() => configureKvs(installation, { listingLagMs: 0 }));
afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

/** Fragments of a second from so many seconds after the start on. */
const seconds = (first: number, count: number, label = ''): Footage =>
  footage({ fixture: 'h264.mkv', startMs: START + first * 1000, count, label });

const lengths = (clips: readonly { fragments: readonly unknown[] }[]): number[] =>
  clips.map(({ fragments }) => fragments.length);

/** Longer than any run takes. */
const LAG_MS = 30_000;

const watermarkOf = async (name: string): Promise<number> => {
  const response = await fetch(`${installation.url}/v1/streams/${name}`);
  return ((await response.json()) as { state: { watermarkMs: number } }).state.watermarkMs;
};

interface Timeline {
  readonly coverage: number;
  readonly clips: readonly { readonly startMs: number; readonly endMs: number }[];
  readonly gaps: readonly { readonly startMs: number; readonly endMs: number; readonly reason: string }[];
}

/** What the timeline says of so many seconds from the start on. */
async function told(name: string, fromS: number, toS: number) {
  const span = `from=${START + fromS * 1000}&to=${START + toS * 1000}`;
  const response = await fetch(`${installation.url}/v1/streams/${name}/timeline?${span}`);
  const { clips, gaps, coverage = 0 } = (await response.json()) as Partial<Timeline>;
  const inSeconds = (ms: number) => Math.round((ms - START) / 1000);
  return {
    status: response.status,
    clips: clips?.map(({ startMs, endMs }) => `${inSeconds(startMs)}-${inSeconds(endMs)}`),
    gaps: gaps?.map(({ startMs, endMs, reason }) => `${inSeconds(startMs)}-${inSeconds(endMs)} ${reason}`),
    archivedS: Math.round(coverage * (toS - fromS)),
  };
}

let laggingSent: { early: SentFragment[]; lagging: SentFragment[]; committedMs: number };

test('a window is committed while one of its fragments cannot be listed yet', async () => {
  await enrol(installation, 'lagging');
  const prompt = await push(installation, 'lagging', seconds(0, 3, 'prompt'));
  await configureKvs(installation, { listingLagMs: LAG_MS });
  const lagging = await push(installation, 'lagging', seconds(3, 3, 'lagging'));
  await configureKvs(installation, { listingLagMs: 0 });
  const early = [...prompt, ...(await push(installation, 'lagging', seconds(6, 3, 'later')))];

  await archive(installation, { stream: 'lagging' });

  await expectArchivedOnce(installation, 'lagging', early);
  laggingSent = { early, lagging, committedMs: await watermarkOf('lagging') };
}, 300_000);

test('an upload that comes between two runs, of earlier footage and into a hole', async () => {
  await enrol(installation, 'late');
  const first = await push(installation, 'late', seconds(0, 10, 'a'));
  const third = await push(installation, 'late', seconds(30, 10, 'c'));
  await archive(installation, { stream: 'late' });
  await expectArchivedOnce(installation, 'late', [...first, ...third]);

  const second = await push(installation, 'late', seconds(12, 8, 'b'));
  const before = await push(installation, 'late', seconds(-3600, 5, 'before'));
  await archive(installation, { stream: 'late' });

  const all = [...before, ...first, ...second, ...third];
  const { clips } = await expectArchivedOnce(installation, 'late', all);
  expect(lengths(clips)).toEqual([5, 10, 8, 10]);
  expect(await told('late', -3610, 50)).toEqual({
    status: 200,
    clips: ['-3600--3595', '0-10', '12-20', '30-40'],
    gaps: ['-3610--3600', '-3595-0', '10-12', '20-30', '40-50'].map((span) => `${span} not-recorded`),
    archivedS: 33,
  });
}, 300_000);

test('the same times uploaded twice before a run, and once more after it', async () => {
  await enrol(installation, 'twice');
  const first = await push(installation, 'twice', seconds(0, 20, 'first'));
  const second = await push(installation, 'twice', seconds(0, 20, 'second'));
  await archive(installation, { stream: 'twice' });
  const one = await expectArchivedOnce(installation, 'twice', [...first, ...second]);
  expect(one.clips.map(({ clip }) => clip.source)).toEqual(['FRAGMENTS', 'FRAGMENTS']);

  const third = await push(installation, 'twice', seconds(5, 10, 'third'));
  await archive(installation, { stream: 'twice' });

  const two = await expectArchivedOnce(installation, 'twice', [...first, ...second, ...third]);
  expect(lengths(two.clips).sort()).toEqual([10, 20, 20]);
  expect(await told('twice', 0, 19.5)).toMatchObject({ gaps: [], archivedS: 20 });
}, 300_000);

test('sessions that overlap', async () => {
  await enrol(installation, 'overlap');
  const sent = [
    ...(await push(installation, 'overlap', seconds(0, 20, 'a'))),
    ...(await push(installation, 'overlap', seconds(10.5, 20, 'b'))),
    ...(await push(installation, 'overlap', seconds(30.5, 5, 'c'))),
    ...(await push(installation, 'overlap', seconds(29.5, 1, 'd'))),
  ];

  await archive(installation, { stream: 'overlap' });

  await expectArchivedOnce(installation, 'overlap', sent);
}, 300_000);

test('a stream that is deleted and made again is another stream, and the first one’s footage stays', async () => {
  const firstArn = await enrol(installation, 'again');
  const first = await push(installation, 'again', seconds(0, 10, 'first'));
  await archive(installation, { stream: 'again' });
  await expectArchivedOnce(installation, 'again', first);
  await deleteStream(installation, firstArn);
  await archive(installation, { stream: 'again' });
  const secondArn = await createStream(installation, 'again');
  const second = await push(installation, 'again', seconds(0, 12, 'second'));

  await archive(installation, { stream: 'again' });

  expect(secondArn).not.toBe(firstArn);
  await expectArchivedOnce(installation, 'again', second, { streamArn: secondArn });
  const kept = await readArchive(installation, 'again', { streamArn: firstArn });
  expect([lengths(kept.clips), lengths(kept.bundles)]).toEqual([[10], [10]]);
  await expectMedia(installation, kept, first);
  // The timeline is of the name, and stays when stream and enrolment are gone.
  await deleteStream(installation, secondArn);
  await fetch(`${installation.url}/v1/streams/again`, { method: 'DELETE' });
  expect(await told('again', 0, 12)).toMatchObject({ status: 200, clips: ['0-10', '0-12'], archivedS: 12 });
  expect(await told('never', 0, 12)).toMatchObject({ status: 404 });
}, 300_000);

test('what became listable only after its window was committed is archived by the next run', async () => {
  const { early, lagging, committedMs } = laggingSent;
  const listed = async () => {
    const all = await listAllFragments(installation, 'lagging');
    return all.filter(({ number }) => lagging.some((fragment) => fragment.number === number));
  };
  while ((await listed()).length < lagging.length) await realSystem.clock.sleep(100);
  expect(Math.max(...(await listed()).map(({ serverMs }) => serverMs))).toBeLessThan(committedMs);

  await archive(installation, { stream: 'lagging' });

  await expectArchivedOnce(installation, 'lagging', [...early, ...lagging]);
}, 300_000);
