import fc from 'fast-check';
import { createFile, MP4BoxBuffer } from 'mp4box';
import { readTimedTracks } from '../../../core/mp4/samples/readTimedTracks.ts';
import { shownMs } from '../../../core/mp4/samples/TimedTrack.ts';
import { readMoov } from '../../../functions/playback/steps/readMoov.ts';
import { STREAM } from '../playback/PlaybackWorld.ts';
import { CopyWorld, mediaFile, PACKAGE } from './CopyWorld.ts';

const START = Date.UTC(2026, 10, 21, 14);

/** A clock that goes on by so much whenever somebody looks at it. */
function ticking(stepMs: number): { now(): number } {
  let nowMs = START;
  return {
    now: () => {
      nowMs += stepMs;
      return nowMs;
    },
  };
}

describe('a span of the archive, packaged by copying', () => {
  it('holds every frame once, on one timeline with the footage clock', async () => {
    const world = new CopyWorld();
    const sent = world.send('h264-bframes-aac-2s.mkv', START, 12);
    await world.archive(sent.slice(0, 5));
    await world.archive(sent.slice(5));
    world.askSpan(START, START + 24_000);

    const copied = await world.copy();
    const [run, ...others] = world.playPackage();
    const playlist = world.mediaPlaylist();

    expect(copied).toMatchObject({ status: 'copied', segments: 5, of: 5, durationMs: 23_998, warnings: [] });
    expect(world.notes).toEqual([{ durationMs: 23_998 }]);
    expect(others).toEqual([]);
    expect(playlist).toMatchObject({ version: 7, type: 'VOD', isEnded: true });
    expect(playlist.segments.map(({ programMs = 0, uri }) => [programMs - START, uri])).toEqual([
      [0, 'seg-000001.m4s'],
      [6000, 'seg-000002.m4s'],
      [10_000, 'seg-000003.m4s'],
      [16_000, 'seg-000004.m4s'],
      [22_000, 'seg-000005.m4s'],
    ]);
    for (const track of [1, 2]) {
      const frames = sent.flatMap(({ frames: all }) => all.filter(({ trackNumber }) => trackNumber === track));
      const samples = (run?.samples ?? []).filter((each) => each.track === track);
      expect(samples.map(({ bytes }) => bytes)).toEqual(frames.map(({ payload }) => payload.length));
    }
    const pictures = (run?.samples ?? []).filter(({ track }) => track === 1);
    const wanted = sent.flatMap(({ producerMs, frames }) =>
      frames.filter(({ trackNumber }) => trackNumber === 1).map(({ timeMs }) => producerMs + timeMs - START + 10_000),
    );
    expect(pictures.map(({ shownMs: at }) => Math.round(at))).toEqual(wanted);
    const bytes = playlist.segments.reduce((sum, { uri }) => sum + world.bytesOf(`source/${uri}`).length, 0);
    expect(copied).toMatchObject({ bytes, sentBytes: bytes });
    expect(world.text('index.m3u8')).toMatch(
      /^#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-STREAM-INF:BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+,CODECS="avc1\.64000a,mp4a\.40\.2",RESOLUTION=160x120,FRAME-RATE=15\.0\d\d\nsource\/index\.m3u8\n$/,
    );
  });

  it('breaks where footage is missing, and has another init segment where the codec changes', async () => {
    const world = new CopyWorld();
    await world.archive(world.send('h264-aac.mkv', START, 6));
    await world.archive(world.send('h264-aac.mkv', START + 60_000, 6));
    await world.archive(world.send('h265-bframes-aac-2s.mkv', START + 66_000, 3));
    world.askSpan(START, START + 72_000);

    const copied = await world.copy();

    expect(
      world
        .mediaPlaylist()
        .segments.map(({ programMs = 0, isDiscontinuous, map }) => [programMs - START, isDiscontinuous, map]),
    ).toEqual([
      [0, false, 'init.mp4'],
      [60_000, true, 'init.mp4'],
      [66_000, true, 'init-2.mp4'],
    ]);
    expect(world.playPackage().map(({ codecs }) => codecs[0]?.slice(0, 4))).toEqual(['avc1', 'avc1', 'hvc1']);
    expect(world.text('index.m3u8')).toContain('CODECS="avc1.64000a,mp4a.40.2,hvc1');
    expect(copied.warnings).toEqual([
      { code: 'FootageMissing', message: '54 s of the span are not in the archive, at one place' },
    ]);
  });

  it('takes the fragments that reach into any span, and none besides', async () => {
    const world = new CopyWorld();
    const sent = world.send('h264.mkv', START, 20);
    await world.archive(sent.slice(0, 7));
    await world.archive(sent.slice(7));
    const ports = world.copyPorts();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -3000, max: 19_000 }),
        fc.integer({ min: 1, max: 25_000 }),
        fc.integer({ min: 1, max: 10 }),
        async (from, length, segmentSeconds) => {
          const [fromMs, toMs] = [START + from, START + from + length];
          const reaching = sent.filter(({ producerMs }) => producerMs < toMs && producerMs + 1000 > fromMs);
          for (const key of world.objects.objects.keys()) {
            if (/^delivery|^work\/packages/.test(key)) world.objects.objects.delete(key);
          }
          world.askSpan(fromMs, toMs, segmentSeconds);
          if (reaching.length === 0) {
            await expect(world.copy(ports)).rejects.toMatchObject({ kind: 'NotFound' });
            return;
          }

          await world.copy(ports);

          const samples = world.playPackage().flatMap(({ samples: all }) => all.map(({ bytes }) => bytes));
          expect(samples).toEqual(reaching.flatMap(({ frames }) => frames.map(({ payload }) => payload.length)));
        },
      ),
      { seed: 1, numRuns: 30 },
    );
  });

  it('goes on where it stopped, with the plan that it began with, and makes nothing twice', async () => {
    const world = new CopyWorld();
    const sent = world.send('h264-aac.mkv', START, 30);
    await world.archive(sent.slice(0, 15));
    await world.archive(sent.slice(15));
    world.askSpan(START, START + 60_000, 1);
    let puts = 0;
    const ports = world.copyPorts();
    const { objects } = world;
    const putIfAbsent: typeof objects.putIfAbsent = async (place, ...rest) => {
      if (place.key.endsWith('.m4s') && ++puts > 7) throw new Error('died');
      return objects.putIfAbsent(place, ...rest);
    };
    const [get, getBytes] = [objects.get.bind(objects), objects.getBytes.bind(objects)];
    const [replace, list] = [objects.replace.bind(objects), objects.list.bind(objects)];
    const dying = { ...ports, objects: { get, getBytes, putIfAbsent, replace, list } };
    await expect(world.copy(dying)).rejects.toThrow('died');
    // What is archived meanwhile belongs to another package.
    await world.archive(world.send('h264-aac.mkv', START + 40_000, 3));
    const none = await world.copy({ ...ports, clock: ticking(400_000) });
    const copied = await world.copy(ports);
    const stored = new Map(world.objects.objects);
    const again = await world.copy(ports);

    expect(none).toMatchObject({ status: 'partial', of: 30 });
    expect(none.segments).toBeGreaterThanOrEqual(7);
    expect(copied).toMatchObject({ status: 'copied', segments: 30, of: 30 });
    expect(again).toMatchObject({ status: 'copied', segments: 30, sentBytes: 0, bytes: copied.bytes });
    expect(new Map(world.objects.objects)).toEqual(stored);
    expect(world.noted.every((percent) => percent < 100)).toBe(true);
  });

  it('stops where it is no longer wanted, and ends where footage is erased meanwhile', async () => {
    const world = new CopyWorld();
    const row = await world.archive(world.send('h264.mkv', START, 6));
    world.askSpan(START, START + 6000, 1);
    const { record } = world;
    world.record = record === undefined ? undefined : { ...record, status: 'CANCELED' };
    const canceled = await world.copy();
    world.record = undefined;
    const unknown = await world.copy();
    world.record = record;
    const dying = world.copyPorts({ clock: ticking(700_000) });
    const planned = await world.copy(dying);
    const [key, clip] = [...world.ledger.rows].find(([name]) => name.includes(row)) ?? [];
    world.ledger.rows.set(key ?? '', { ...clip, kind: 'erased' } as never);
    for (const name of world.objects.objects.keys())
      if (/^archive|index$/.test(name)) world.objects.objects.delete(name);

    expect([canceled.status, unknown.status, planned.status]).toEqual(['stopped', 'stopped', 'partial']);
    await expect(world.copy()).rejects.toMatchObject({ kind: 'Expired' });
    expect([...world.objects.objects.keys()].filter((name) => name.startsWith('delivery/'))).toEqual([]);
  });
});

describe('an uploaded file, packaged by copying', () => {
  it.each([
    ['progressive-moov-first.mp4', 'avc1.64000a,mp4a.40.2'],
    ['progressive-moov-last.mp4', 'avc1.64000a,mp4a.40.2'],
    ['h265.mp4', 'hvc1'],
  ])('%s: every sample, at its time, without a clock', async (name, codecs) => {
    const world = new CopyWorld();
    const bytes = mediaFile(name);
    await world.askFile(bytes, 1);

    const copied = await world.copy();
    const [run] = world.playPackage();

    const place = { bucket: 'delivery', key: `packages/${PACKAGE}/original.mp4` };
    const moov = await readMoov(world.objects, place, bytes.length);
    const tracks = readTimedTracks(moov.bytes, moov.start, moov.headerBytes);
    tracks.forEach((track, index) => {
      const samples = (run?.samples ?? []).filter((each) => each.track === index + 1);
      const sizes = track.sizes;
      expect(samples.map(({ bytes: size }) => size)).toEqual(typeof sizes === 'number' ? sizes : [...sizes]);
      const first = Math.min(...tracks.map((each) => shownMs(each, 0)));
      samples.forEach(({ shownMs: at }, sample) => {
        expect(Math.abs(at - 10_000 + first - shownMs(track, sample))).toBeLessThan(1);
      });
    });
    expect(copied).toMatchObject({ status: 'copied', segments: 2, of: 2, warnings: [] });
    expect(world.text('source/index.m3u8')).not.toContain('PROGRAM-DATE-TIME');
    expect(world.text('index.m3u8')).toContain(`CODECS="${codecs}`);
  });

  it.each([
    ['a fragmented file', mediaFile('fragmented.mp4'), 'UnsupportedMedia'],
    ['one that is cut off in the middle', mediaFile('progressive-moov-first.mp4').slice(0, 20_000), 'Corrupt'],
    ['one that is cut off before its index', mediaFile('progressive-moov-last.mp4').slice(0, 20_000), 'Corrupt'],
    ['a text', Buffer.from('not a film at all, but a text that somebody renamed'), 'Corrupt'],
  ])('refuses %s', async (_, bytes, kind) => {
    const world = new CopyWorld();
    await world.askFile(bytes);

    await expect(world.copy()).rejects.toMatchObject({ kind });
    expect([...world.objects.objects.keys()]).toEqual([`delivery/packages/${PACKAGE}/original.mp4`]);
  });

  it('leaves out what an edit hides, keeps how it is turned, and plays G.711 without its sound', async () => {
    const world = new CopyWorld();
    const mov = mediaFile('h264-alaw.mov');
    const turned = Buffer.from(mov);
    // A quarter to the right: 0 1 / -1 0 in 16.16.
    const tkhd = turned.indexOf('tkhd') + 4 + 40;
    for (const [at, value] of [0, 0x1_0000, 0, -0x1_0000, 0].entries()) turned.writeInt32BE(value, tkhd + at * 4);
    await world.askFile(turned);

    const copied = await world.copy();

    expect(copied.warnings).toEqual([
      { code: 'SoundLeftOut', message: expect.stringContaining('its sound is left out') },
    ]);
    expect(world.text('index.m3u8')).toContain('RESOLUTION=120x160');
    const file = createFile();
    file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(Uint8Array.from(world.bytesOf('source/init.mp4')).buffer, 0));
    file.flush();
    expect([...(file.getInfo().tracks[0]?.matrix ?? [])].slice(0, 5)).toEqual([0, 0x1_0000, 0, -0x1_0000, 0]);
  });
});

it('says nothing of a stream that was never there', async () => {
  const world = new CopyWorld();
  world.askSpan(START, START + 1000);

  await expect(world.copy()).rejects.toMatchObject({ kind: 'NotFound', message: expect.stringContaining(STREAM) });
});
