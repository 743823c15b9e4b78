import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { producerMs, serverMs } from '../../../../core/fragment.ts';
import { factsOf, playbackFacts } from '../../../../local/kvs/playback/playbackFacts.ts';
import { FragmentLog } from '../../../../local/kvs/storage/FragmentLog.ts';
import { composeFragmentNumber } from '../../../../local/kvs/storage/fragmentNumbers.ts';
import { fixtureGroups, fragment, frame, header, PLAIN_AUDIO, PLAIN_TRACK } from '../matroskaBody.ts';

test.each<[string, number[], number]>([
  ['the last frame lasts as long as the one before it', [0, 60, 120, 180], 240],
  ['in the order in which they are shown', [0, 120, 40, 80], 160],
  ['one alone lasts 40 ms', [5], 40],
])('%s', (_, times, playMs) => {
  const frames = times.map((timeMs) => frame(timeMs));
  expect(playbackFacts([PLAIN_TRACK], frames).playMs).toBe(playMs);
  // Sound beside pictures does not count, and sound alone does.
  expect(playbackFacts([PLAIN_TRACK, PLAIN_AUDIO], [...frames, frame(5000, 10, 2)]).playMs).toBe(playMs);
  const sound = frames.map((one) => ({ ...one, trackNumber: 2 }));
  expect(playbackFacts([PLAIN_AUDIO], sound).playMs).toBe(playMs);
});

test('a configuration is told from another by what a decoder is set to, and by nothing else', () => {
  const of = (...tracks: Parameters<typeof playbackFacts>[0]) => playbackFacts(tracks, []).configuration;
  const plain = of(PLAIN_TRACK, PLAIN_AUDIO);
  expect(plain).toBeGreaterThan(0);
  expect(of(PLAIN_AUDIO, { ...PLAIN_TRACK, name: 'front door' })).toBe(plain);
  for (const other of [
    { ...PLAIN_TRACK, codecPrivate: Uint8Array.from([1]) },
    { ...PLAIN_TRACK, video: { width: 641, height: 360 } },
    { ...PLAIN_TRACK, number: 3 },
  ]) {
    expect(of(other, PLAIN_AUDIO)).not.toBe(plain);
  }
});

test('what was not noted when a fragment came is read from it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kvs-facts-'));
  const log = await FragmentLog.open(directory, () => undefined);
  const { tracks, groups } = fixtureGroups('h264.mkv');
  const frames = groups[0] ?? [];
  const entry = { producerMs: producerMs(0), serverMs: serverMs(0), lengthMs: 933, listableFromMs: 0 };
  const media = { header: header(tracks), cluster: fragment({ timecodeMs: 0, frames }) };
  const limits = { maxBytes: 1e6, maxMs: 60_000 };
  const facts = playbackFacts(tracks, frames);
  const old = await log.append(media, { ...entry, number: composeFragmentNumber(1, 0, 0) }, limits);
  const noted = await log.append(media, { ...entry, ...facts, number: composeFragmentNumber(2, 0, 0) }, limits);

  expect([old.playMs, old.configuration]).toEqual([0, 0]);
  expect(await factsOf(log, old)).toEqual(facts);
  expect(await factsOf(log, noted)).toMatchObject(facts);
  expect(facts.playMs).toBe(999);
  await log.close();
  await rm(directory, { recursive: true });
});
