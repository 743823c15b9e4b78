import { realSystem } from '../../cloud/system/realSystem.ts';
import { expectArchivedOnce, expectMedia, readArchive } from './harness/expectArchivedOnce.ts';
import { type Footage, footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { archive, endOf, startMachine } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const SUCCEEDED = { status: 'SUCCEEDED', error: undefined, cause: undefined };

let installation: Installation;
let beganMs: number;
beforeAll(async () => {
  installation = await Installation.start();
  // The schedule looks at a stream when 8 of its 10 s have passed: it is made first, and used last.
  await enrol(installation, 'scheduled', { intervalSeconds: 10 });
  beganMs = realSystem.clock.now();
}, 900_000);
afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

const seconds = (first: number, count: number, label = ''): Footage =>
  footage({ fixture: 'h264.mkv', startMs: START + first * 1000, count, label });

/** Starts runs at one moment; all of them succeed. */
async function atOnce(inputs: readonly object[]): Promise<void> {
  const arns = await Promise.all(inputs.map((input) => startMachine(installation, input)));
  expect(await Promise.all(arns.map((arn) => endOf(installation, arn)))).toEqual(inputs.map(() => SUCCEEDED));
}

const range = (stream: string, fromSeconds: number, toSeconds: number): object => ({
  stream,
  from: new Date(START + fromSeconds * 1000).toISOString(),
  to: START + toSeconds * 1000,
});

test('two ranges that overlap, and a run over the stream, at once', async () => {
  await enrol(installation, 'busy');
  const sent = await push(installation, 'busy', seconds(0, 450, 'busy'));

  await atOnce([range('busy', 0, 300), range('busy', 150, 450), { stream: 'busy' }]);

  await expectArchivedOnce(installation, 'busy', sent);
}, 300_000);

test('two runs over every stream at once', async () => {
  await enrol(installation, 'left');
  await enrol(installation, 'right');
  const left = await push(installation, 'left', seconds(0, 30, 'left'));
  const right = await push(installation, 'right', seconds(0, 30, 'right'));

  await atOnce([{}, { trigger: 'manual' }]);

  await expectArchivedOnce(installation, 'left', left);
  await expectArchivedOnce(installation, 'right', right);
}, 300_000);

test('a range takes the fragments whose footage reaches into it, and no other', async () => {
  await enrol(installation, 'range');
  const sent = await push(
    installation,
    'range',
    footage({ fixture: 'h264.mkv', startMs: START, count: 30, groups: 2 }),
  );

  await archive(installation, range('range', 11, 20));
  const { clips } = await expectPart('range', sent, 5, 10);
  expect(clips).toHaveLength(1);

  await archive(installation, range('range', 0, 60));
  const whole = await expectArchivedOnce(installation, 'range', sent);
  expect(whole.clips.map(({ fragments }) => fragments.length)).toEqual([5, 5, 20]);
}, 300_000);

test('a manual run beside the schedule', async () => {
  const sent = await push(installation, 'scheduled', seconds(0, 250, 'scheduled'));
  while (realSystem.clock.now() < beganMs + 10_500) await realSystem.clock.sleep(100);

  await atOnce([
    { trigger: 'schedule' },
    { stream: 'scheduled' },
    { trigger: 'schedule' },
    range('scheduled', 100, 220),
  ]);
  await archive(installation, { stream: 'scheduled' });

  await expectArchivedOnce(installation, 'scheduled', sent);
}, 300_000);

/** The bucket holds these fragments and no others. */
async function expectPart(stream: string, sent: Awaited<ReturnType<typeof push>>, first: number, end: number) {
  const part = await readArchive(installation, stream);
  const wanted = sent.slice(first, end).map(({ number }) => number);
  expect(part.clips.flatMap(({ fragments }) => fragments.map(({ number }) => number))).toEqual(wanted);
  await expectMedia(installation, part, sent);
  return part;
}
