import fc from 'fast-check';
import { planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { signLink } from '../../../core/links/signLink.ts';
import { answerMedia } from '../../../functions/playback/steps/answerMedia.ts';
import { archivePlaylist } from '../../../functions/playback/steps/archivePlaylist.ts';
import { checkReload } from '../../local/kvs/sessions/mediaPlaylist.ts';
import { KEY, PlaybackWorld, type PlayedSample, STREAM } from './PlaybackWorld.ts';

const START = Date.UTC(2026, 10, 21, 14);
const DAY = { fromMs: START, toMs: START + 3_600_000 };

const ofTrack = (samples: readonly PlayedSample[], track: number) => samples.filter((each) => each.track === track);

/** The largest distance between the end of a sample and the beginning of the one that is decoded next. */
function largestSeamMs(samples: readonly PlayedSample[], track: number): number {
  const own = ofTrack(samples, track);
  return Math.max(0, ...own.slice(1).map(({ decodedMs }, index) => Math.abs(decodedMs - (own[index]?.endsMs ?? 0))));
}

describe('a span of the archive', () => {
  it.each([
    ['h264.mkv', [/^avc1\.64000a$/]],
    ['h264-aac.mkv', [/^avc1\.64000a$/, /^mp4a\.40\.2$/]],
    ['h264-bframes-aac-2s.mkv', [/^avc1\.64000a$/, /^mp4a\.40\.2$/]],
    ['h265-bframes-aac-2s.mkv', [/^hvc1/, /^mp4a\.40\.2$/]],
    // G.711 is no codec of HLS: pictures alone.
    ['h264-alaw.mkv', [/^avc1\.64000a$/]],
  ] as const)('%s: every frame once, on one timeline over its clips', async (fixture, codecs) => {
    const world = new PlaybackWorld();
    const sent = world.send(fixture, START, 12);
    await world.archive(sent.slice(0, 5));
    await world.archive(sent.slice(5, 11));
    await world.archive(sent.slice(11));

    const playlist = await world.playlist(DAY);
    const [run, ...others] = await world.play(playlist, DAY);

    expect(others).toEqual([]);
    expect(playlist).toMatchObject({ version: 7, type: 'VOD', isEnded: true });
    expect(run?.codecs).toEqual(codecs.map((form) => expect.stringMatching(form)));
    codecs.forEach((_, index) => {
      const frames = sent.flatMap(({ frames: all }) => all.filter(({ trackNumber }) => trackNumber === index + 1));
      const samples = ofTrack(run?.samples ?? [], index + 1);
      expect(samples.map(({ bytes }) => bytes)).toEqual(frames.map(({ payload }) => payload.length));
      expect(largestSeamMs(run?.samples ?? [], index + 1)).toBeLessThan(index === 0 ? 60 : 150);
    });
    const shown = ofTrack(run?.samples ?? [], 1).map(({ shownMs }) => Math.round(shownMs));
    const wanted = sent.flatMap(({ producerMs, frames }) =>
      frames.filter(({ trackNumber }) => trackNumber === 1).map(({ timeMs }) => producerMs + timeMs - START + 120_000),
    );
    expect(shown).toEqual(wanted);
    const first = playlist.segments.map(({ programMs = 0 }) => programMs - START);
    expect(first[0]).toBe(0);
  });

  it('has a discontinuity and no other break where footage is missing, and where the configuration is another', async () => {
    const world = new PlaybackWorld();
    await world.archive(world.send('h264-aac.mkv', START, 6));
    await world.archive(world.send('h264-aac.mkv', START + 60_000, 6));
    await world.archive(world.send('h265-bframes-aac-2s.mkv', START + 66_000, 3));

    const playlist = await world.playlist(DAY);
    const runs = await world.play(playlist, DAY);

    expect(playlist.segments.map(({ programMs = 0, isDiscontinuous }) => [programMs - START, isDiscontinuous])).toEqual(
      [
        [0, false],
        [60_000, true],
        [66_000, true],
      ],
    );
    expect(new Set(playlist.segments.map(({ map }) => map)).size).toBe(2);
    expect(runs).toHaveLength(3);
  });

  it('makes one index a clip and one document a day, once, and none of them anew', async () => {
    const world = new PlaybackWorld();
    const sent = world.send('h264-aac.mkv', START, 24);
    for (let first = 0; first < 24; first += 6) await world.archive(sent.slice(first, first + 6));
    const before = await world.playlist(DAY);
    const keys = [...world.objects.objects.keys()].filter((key) => key.startsWith('work/')).sort();
    const made = new Map(keys.map((key) => [key, world.objects.objects.get(key)]));

    const after = await world.playlist(DAY);

    checkReload(before, after);
    expect(keys.filter((key) => key.endsWith('.index'))).toHaveLength(4);
    expect(keys.filter((key) => !key.endsWith('.index'))).toEqual([`work/playback/${STREAM}/2026-11-21.json`]);
    expect([...made].every(([key, bytes]) => world.objects.objects.get(key) === bytes)).toBe(true);
    // What is lost of it is made again, and says the same.
    for (const key of keys) world.objects.objects.delete(key);
    expect(await world.playlist(DAY)).toEqual(before);
  });

  it('covers any span of any clips exactly, and refuses what lies outside of it', async () => {
    const world = new PlaybackWorld();
    const sent = [...world.send('h264.mkv', START, 10), ...world.send('h264.mkv', START + 25_000, 10)];
    await world.archive(sent.slice(0, 3));
    await world.archive(sent.slice(3, 10));
    await world.archive(sent.slice(10));
    // The same footage again, in other fragments.
    await world.archive(world.send('h264.mkv', START + 27_000, 4));
    const whole = await world.playlist(DAY);
    const ports = world.ports();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -2000, max: 40_000 }),
        fc.integer({ min: 1, max: 30_000 }),
        async (from, length) => {
          const span = { fromMs: START + from, toMs: START + from + length };
          const { segments } = await world.playlist(span, ports);
          const reaches = ({ programMs = 0, seconds }: { programMs: number | undefined; seconds: number }) =>
            programMs < span.toMs && programMs + Math.round(seconds * 1000) > span.fromMs;
          expect(segments.map(({ uri }) => uri)).toEqual(whole.segments.filter(reaches).map(({ uri }) => uri));
          const statuses = await Promise.all(
            whole.segments.map(async ({ uri }) => (await world.get(uri, span, ports)).statusCode),
          );
          expect(statuses).toEqual(whole.segments.map((segment) => (reaches(segment) ? 200 : 403)));
        },
      ),
      { seed: 1, numRuns: 40 },
    );
    const covered = whole.segments.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(Math.round(covered)).toBe(20);
  });

  it('says 403 to every bad link, 410 of what was taken away, 404 of what is missing or never was', async () => {
    const world = new PlaybackWorld();
    const sent = world.send('h264.mkv', START, 12);
    const erased = await world.archive(sent.slice(0, 6));
    await world.archive(sent.slice(6), { retireAtMs: world.nowMs + 1000 });
    const [first, second] = (await world.playlist(DAY)).segments;
    const [row] = [...world.ledger.rows.values()];
    world.ledger.rows.set([...world.ledger.rows.keys()][0] ?? '', { ...row, kind: 'erased' } as never);
    const objects = [...world.objects.objects.keys()].filter((key) => key.endsWith('.mp4'));
    world.objects.objects.delete(objects[0] ?? '');
    const missingBefore = await world.get(second?.uri ?? '', DAY);
    world.objects.objects.delete(objects[1] ?? '');
    const missing = await world.get(second?.uri ?? '', DAY);
    const gone = await world.get(first?.uri ?? '', DAY);
    world.nowMs += 2000;
    const retired = await world.get(second?.uri ?? '', DAY);
    const expires = signLink(KEY, { kind: 'archive', stream: STREAM, ...DAY, expiresMs: world.nowMs });
    const share = signLink(KEY, { kind: 'share', stream: STREAM, ...DAY, expiresMs: world.nowMs + 1000 });
    const asked = (path: string, method = 'GET') => answerMedia({ method, path, acceptEncoding: '' }, world.ports());
    const answers = await Promise.all([
      asked(`/archive/${expires}/index.m3u8`),
      asked(`/archive/${share}/index.m3u8`),
      asked('/archive/x/index.m3u8'),
      asked('/archive/'),
      asked(`/archive/${share}/../../v1`),
      asked(`/archive/${expires}/index.m3u8`, 'PUT'),
      world.get('0-000000000000/0.m4s', DAY),
      world.get('nothing', DAY),
      world.get(`live/${START}-1.m4s`, DAY),
    ]);

    expect(erased).toBe(
      planRowKey({
        endProducerMs: row?.kind === 'unseen' ? 0 : row?.endProducerMs,
        planId: (row as never as { planId: string }).planId,
      } as never),
    );
    expect([missingBefore, missing, gone, retired].map(({ statusCode }) => statusCode)).toEqual([200, 404, 410, 410]);
    expect(missing.failure?.message).toContain('is missing');
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403, 403, 403, 405, 404, 404, 404]);
    expect(new Set(answers.slice(0, 5).map(({ parts }) => Buffer.concat(parts).toString()))).toEqual(
      new Set(['this link does not open\n']),
    );
  });

  it('names `to` where one playlist cannot hold the span', async () => {
    const world = new PlaybackWorld();
    await world.archive(world.send('h264.mkv', START, 6));
    const base = 'x'.repeat(6_000_000);

    await expect(archivePlaylist(STREAM, DAY, base, world.ports())).rejects.toMatchObject({
      kind: 'InvalidInput',
      details: { field: 'to' },
    });
  });
});

describe('a span that is still growing', () => {
  it('moves from the archive into KVS, and keeps addresses, times and the timeline', async () => {
    const world = new PlaybackWorld();
    await world.enrol();
    const request = { fromMs: START };
    const ports = world.ports();
    const sent = world.send('h264-bframes-aac-2s.mkv', START, 6);
    world.nowMs = START + 14_000;
    const nothing = await world.playlist(request, ports);
    await world.archive(sent.slice(0, 3));
    const live = await world.playlist(request, ports);
    const fromKvs = await world.play(live, request, ports);
    const more = world.send('h264-bframes-aac-2s.mkv', START + 12_000, 2);
    const longer = await world.playlist(request, ports);
    const reads = world.readsOfKvs;
    await world.archive([...sent.slice(3), ...more]);
    world.inKvs = [];
    const archived = await world.playlist(request, ports);
    const fromArchive = await world.play(
      { ...archived, segments: archived.segments.slice(0, live.segments.length) },
      request,
      ports,
    );
    world.nowMs += 60_000;
    const ended = await world.playlist({ ...request, toMs: START + 16_000 }, ports);

    for (const [before, after] of [
      [nothing, live],
      [live, longer],
      [longer, archived],
    ] as const)
      checkReload(before, after);
    expect([nothing, live, longer, archived, ended].map(({ segments, isEnded }) => [segments.length, isEnded])).toEqual(
      [
        [5, false],
        [5, false],
        [7, false],
        [7, false],
        [8, true],
      ],
    );
    expect(archived.segments.some(({ isDiscontinuous }) => isDiscontinuous)).toBe(false);
    const timeline = (runs: typeof fromKvs) =>
      runs.map(({ codecs, samples }) => [codecs, ofTrack(samples, 1).map(({ shownMs }) => Math.round(shownMs))]);
    expect(timeline(fromArchive)).toEqual(timeline(fromKvs));
    // One look at the newest each time, one read a segment that was played from KVS, and its map.
    expect(reads).toBeLessThanOrEqual(8);
  });

  it('finds a change of configuration among what is not archived, and where a recording ends', async () => {
    const world = new PlaybackWorld();
    await world.enrol();
    world.send('h264-aac.mkv', START, 9);
    world.send('h265-bframes-aac-2s.mkv', START + 9000, 8);
    world.nowMs = START + 60_000;

    const playlist = await world.playlist({ fromMs: START });

    expect(playlist.segments.map(({ isDiscontinuous }) => isDiscontinuous)).toEqual([
      ...Array(9).fill(false),
      true,
      ...Array(7).fill(false),
    ]);
    expect(world.readsOfKvs).toBeLessThan(10);
    expect(Math.round(playlist.segments.reduce((sum, { seconds }) => sum + seconds, 0))).toBe(25);
  });

  it('leaves out what comes late until the span is over', async () => {
    const world = new PlaybackWorld();
    await world.enrol();
    const request = { fromMs: START };
    world.send('h264.mkv', START, 4);
    world.send('h264.mkv', START + 30_000, 4);
    world.nowMs = START + 90_000;
    const before = await world.playlist(request);
    world.send('h264.mkv', START + 10_000, 4);
    const after = await world.playlist(request);

    expect(after).toEqual(before);
    expect(before.segments).toHaveLength(8);
  });

  it('of type VOD has what came late and what was backfilled in its place, out of the archive and out of KVS', async () => {
    const world = new PlaybackWorld();
    await world.enrol();
    await world.archive(world.send('h264.mkv', START, 4));
    await world.archive(world.send('h264.mkv', START + 30_000, 4));
    const filled = world.send('h264.mkv', START + 10_000, 4);
    world.send('h264.mkv', START + 20_000, 4);
    world.nowMs = START + 90_000;
    const request = { fromMs: START, toMs: START + 60_000, type: 'VOD' } as const;
    const times = async () =>
      (await world.playlist(request)).segments.map(({ programMs = 0, seconds }) => [
        (programMs - START) / 1000,
        Math.round(seconds),
      ]);
    const before = await times();
    await world.archive(filled);
    const after = await world.playlist(request);
    const played = await world.play(after, request);

    expect(before.map(([from]) => from)).toEqual([0, 10, 11, 12, 13, 20, 21, 22, 23, 30]);
    expect((await times()).filter(([from = 0]) => from < 20)).toEqual([
      [0, 4],
      [10, 4],
    ]);
    expect(after).toMatchObject({ type: 'VOD', isEnded: true });
    expect(played.map(({ samples }) => Math.round((samples[0]?.shownMs ?? 0) / 1000) - 120)).toEqual([0, 10, 20, 30]);
  });
});
