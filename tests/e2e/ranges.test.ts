import { realSystem } from '../../cloud/system/realSystem.ts';
import { expectArchivedOnce } from './harness/expectArchivedOnce.ts';
import { footage } from './harness/footage.ts';
import { createStream, enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { archive, runMachine } from './harness/runMachine.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2025, 5, 1, 10);

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
}, 900_000);
afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

test('without any enrolled stream a run has nothing to do', async () => {
  await archive(installation, {});
  await archive(installation, { from: START, to: START + HOUR });
}, 300_000);

test.each<[object, string, RegExp]>([
  [
    { stream: 'door', from: '2025-06-01T12:00:00Z', to: '2025-06-01T11:00:00Z' },
    'InvalidInput',
    /from: .*not before to/,
  ],
  [{ stream: 'door', from: START, to: START }, 'InvalidInput', /from: /],
  [{ stream: 'door', from: '2025-06-01T12:00:00Z' }, 'InvalidInput', /to: is missing/],
  [{ stream: 'door', to: '2025-06-01T12:00:00Z' }, 'InvalidInput', /from: is missing/],
  [{ stream: 'door', from: 'yesterday', to: 'today' }, 'InvalidInput', /from: .*yesterday/],
  [{ stream: 'front door' }, 'InvalidInput', /stream: .*front door/],
  [{ stream: 7 }, 'InvalidInput', /stream: /],
  [{ streams: ['door'] }, 'InvalidInput', /streams/],
  [{ trigger: 'whim' }, 'InvalidInput', /trigger: /],
  [{ stream: 'nobody' }, 'NotFound', /stream: nobody is not enrolled/],
])('%j fails with %s and names the field', async (input, error, cause) => {
  const ending = await runMachine(installation, input);

  expect(ending).toMatchObject({ status: 'FAILED', error });
  const { errorMessage } = JSON.parse(ending.cause ?? '{}') as { errorMessage: string };
  expect(errorMessage).toMatch(cause);
});

test('a stream that KVS has and nobody enrolled is not archived', async () => {
  await createStream(installation, 'private');
  expect(await runMachine(installation, { stream: 'private' })).toMatchObject({ status: 'FAILED', error: 'NotFound' });
});

test('a range over 24 h is split and not refused', async () => {
  await enrol(installation, 'long');
  const parts = [0, 5.9999, 23.9999, 30, 49].map((hours, index) =>
    footage({ fixture: 'h264.mkv', startMs: START + Math.round(hours * HOUR), count: 4, label: `part-${index}` }),
  );
  const sent = [];
  for (const part of parts) sent.push(...(await push(installation, 'long', part)));

  await archive(installation, { stream: 'long', from: START, to: START + 50 * HOUR });

  const { clips } = await expectArchivedOnce(installation, 'long', sent);
  expect(clips.flatMap(({ fragments }) => fragments)).toHaveLength(20);
}, 300_000);

test('a camera whose clock is an hour fast: by its own time, and by the stream', async () => {
  await enrol(installation, 'fast');
  await enrol(installation, 'fast-too');
  const startMs = realSystem.clock.now() + HOUR;
  const byRange = await push(installation, 'fast', footage({ fixture: 'h264.mkv', startMs, count: 8, label: 'range' }));
  const byStream = await push(
    installation,
    'fast-too',
    footage({ fixture: 'h264.mkv', startMs, count: 8, label: 's' }),
  );

  await archive(installation, { stream: 'fast', from: startMs - HOUR / 2, to: startMs + HOUR });
  await archive(installation, { stream: 'fast-too' });

  await expectArchivedOnce(installation, 'fast', byRange);
  await expectArchivedOnce(installation, 'fast-too', byStream);
}, 300_000);
