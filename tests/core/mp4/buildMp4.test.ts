import fc from 'fast-check';
import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import { createFile, type ISOFile, MP4BoxBuffer } from 'mp4box';
import { producerMs } from '../../../core/fragment.ts';
import type { Frame } from '../../../core/matroska/StoredFragment.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import { buildMp4, type ClipFragment, type ClipSource } from '../../../core/mp4/buildMp4.ts';
import { Mp4Inspector } from '../../../core/mp4/Mp4Inspector.ts';
import { mediaFragments } from '../matroska/mediaBodies.ts';

const START = 1_795_258_557_663;
const CREATED = Date.UTC(2026, 10, 21, 12, 0, 0);

/** The fixture's fragments; `relative` timecodes count from the session's start, as some producers send them. */
function clipFragments(name: string, relative = false): ClipFragment[] {
  const { tracks, fragments } = mediaFragments(name);
  return fragments.map((fragment) => {
    const base = relative ? 0 : START;
    return {
      tracks,
      producerMs: producerMs(START + fragment.timeMs),
      clusterTimecodeMs: base + fragment.timeMs,
      frames: fragment.frames.map((frame) => ({ ...frame, timeMs: base + frame.timeMs })),
    };
  });
}

const sourceOf = (fragments: readonly ClipFragment[]): ClipSource => ({
  count: fragments.length,
  async read(index) {
    const fragment = fragments[index];
    if (fragment === undefined) throw new Error(`no fragment ${index}`);
    return fragment;
  },
});

/** Builds in memory; every write must follow the one before. */
async function build(fragments: readonly ClipFragment[]) {
  const parts: Uint8Array[] = [];
  let end = 0;
  const built = await buildMp4(
    sourceOf(fragments),
    {
      write(position, bytes) {
        expect(position).toBe(end);
        end += bytes.length;
        parts.push(bytes.slice());
      },
    },
    { creationTimeMs: CREATED },
  );
  const bytes = new Uint8Array(Buffer.concat(parts));
  expect(built.bytes).toBe(bytes.length);
  const inspector = new Mp4Inspector();
  inspector.push(bytes);
  return { bytes, built, inspection: inspector.end() };
}

async function packetsOf(bytes: Uint8Array) {
  const input = new Input({ formats: [MP4], source: new BufferSource(bytes) });
  return Promise.all(
    (await input.getTracks()).map(async (track) => {
      const packets = [];
      for await (const packet of new EncodedPacketSink(track).packets()) {
        packets.push({
          timeMs: Math.round(packet.timestamp * 1000),
          keyframe: packet.type === 'key',
          durationMs: packet.duration * 1000,
          data: packet.data,
        });
      }
      return packets;
    }),
  );
}

function mp4boxFile(bytes: Uint8Array): ISOFile {
  const file = createFile();
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(bytes.slice().buffer, 0));
  file.flush();
  return file;
}

describe('buildMp4', () => {
  test.each([
    ['h264.mkv', 'avc1.64000a', 60, 4, undefined, 4000],
    ['h264-320x240-2s.mkv', 'avc1.64000c', 60, 2, undefined, 4000],
    ['h264-aac.mkv', 'avc1.64000a', 60, 4, 64, 4096],
    ['h264-bframes-aac-2s.mkv', 'avc1.64000a', 60, 2, 64, 4096],
    ['h265.mkv', 'hvc1.1.6.L30.90', 60, 4, undefined, 4000],
    ['h265-bframes-aac-2s.mkv', 'hvc1.1.6.L30.90', 60, 2, 64, 4096],
  ])('%s becomes a progressive %s file with every frame', async (name, codec, frames, keys, sounds, durationMs) => {
    for (const relative of [false, true]) {
      const { built, inspection, bytes } = await build(clipFragments(name, relative));

      expect(inspection.layout).toBe('progressive-moov-first');
      expect(inspection.tracks.map((each) => [each.codec, each.sampleCount, each.syncSampleCount])).toEqual([
        [codec, frames, keys],
        ...(sounds === undefined ? [] : [['mp4a.40.2', sounds, sounds]]),
      ]);
      expect(Math.abs(built.durationMs - durationMs)).toBeLessThanOrEqual(2);
      expect(inspection.durationMs).toBe(built.durationMs);

      const packets = await packetsOf(bytes);
      const { tracks, fragments } = mediaFragments(name);
      tracks.forEach((track, index) => {
        const expected = fragments.flatMap((each) => each.frames.filter((frame) => frame.trackNumber === track.number));
        const found = packets[index] ?? [];
        expect(
          Buffer.concat(found.map((each) => each.data)).equals(Buffer.concat(expected.map((each) => each.payload))),
        ).toBe(true);
        expect(found.map((each) => each.keyframe)).toEqual(expected.map((each) => each.keyframe));
        // Pictures to the millisecond; sound follows its samples, so that rounding is gone.
        found.forEach((each, at) => {
          expect(Math.abs(each.timeMs - (expected[at]?.timeMs ?? 0))).toBeLessThanOrEqual(
            track.type === 'video' ? 0 : 1,
          );
        });
      });
    }
  });

  test('an independent reader agrees with the times, sizes and dates', async () => {
    const fragments = clipFragments('h264-bframes-aac-2s.mkv');
    const { bytes } = await build(fragments);

    const file = mp4boxFile(bytes);

    const info = file.getInfo();
    expect(info.created.getTime()).toBe(CREATED);
    expect(info.isFragmented).toBe(false);
    expect(info.isProgressive).toBe(true);
    expect(info.tracks[0]?.video).toEqual({ width: 160, height: 120 });
    const samples = file.getTrackSamplesInfo(info.tracks[0]?.id ?? 0);
    expect(samples.every((sample) => sample.cts >= sample.dts)).toBe(true);
    expect(samples.every((sample, index) => index === 0 || sample.dts > (samples[index - 1]?.dts ?? 0))).toBe(true);
    expect(new Set(samples.map((sample) => sample.cts)).size).toBe(60);
  });

  test.each([
    ['h264-alaw.mkv', 'alaw'],
    ['h264-mulaw.mkv', 'ulaw'],
  ])('%s keeps its G.711 sound', async (name, codec) => {
    const fragments = clipFragments(name);

    const { inspection, bytes } = await build(fragments);

    expect(inspection.tracks.map((each) => each.codec)).toEqual(['avc1.64000a', codec]);
    const sound = fragments.flatMap((each) => each.frames.filter((frame) => frame.trackNumber === 2));
    const length = sound.reduce((sum, frame) => sum + frame.payload.length, 0);
    expect(inspection.tracks[1]).toMatchObject({ sampleCount: length, timescale: 8000, durationMs: length / 8 });
    const info = mp4boxFile(bytes).getInfo();
    expect(info.tracks[1]).toMatchObject({ codec, timescale: 8000, nb_samples: length, size: length });
  });

  test('a gap between fragments stays a gap', async () => {
    const fragments = clipFragments('h264-aac.mkv').map((fragment, index) =>
      index < 2 ? fragment : { ...fragment, producerMs: producerMs(fragment.producerMs + 5000) },
    );

    const { bytes, inspection } = await build(fragments);

    const [pictures = [], sounds = []] = await packetsOf(bytes);
    // The encoder's sound begins 64 ms before the pictures.
    expect([pictures[29]?.timeMs, pictures[30]?.timeMs]).toEqual([1997, 7064]);
    const jumps = sounds.filter((each, index) => index > 0 && each.timeMs - (sounds[index - 1]?.timeMs ?? 0) > 100);
    expect(jumps).toHaveLength(1);
    expect(inspection.durationMs).toBeCloseTo(9096, -1);
  });

  test('a fragment of one frame lasts as its header says, or 40 ms', async () => {
    const [fragment] = clipFragments('h264.mkv');
    if (fragment === undefined) throw new Error('fixture missing');
    const one = { ...fragment, frames: fragment.frames.slice(0, 1) };
    const silent = { ...one, tracks: one.tracks.map((track) => ({ ...track, defaultDurationNs: undefined })) };

    expect((await build([one])).built.durationMs).toBe(67);
    expect((await build([silent])).built.durationMs).toBe(40);
  });

  test('sound before the first picture moves the beginning, not the pictures against it', async () => {
    const fragments = clipFragments('h264-aac.mkv');
    const [first, ...others] = fragments;
    if (first === undefined) throw new Error('fixture missing');
    const early = first.frames.map((frame) =>
      frame.trackNumber === 2 ? { ...frame, timeMs: frame.timeMs - 50 } : frame,
    );

    const { bytes } = await build([{ ...first, frames: early }, ...others]);

    const [pictures, sounds] = await packetsOf(bytes);
    expect([pictures?.[0]?.timeMs, sounds?.[0]?.timeMs]).toEqual([64 + 50, 0]);
  });

  describe('what no MP4 can hold', () => {
    const [good] = clipFragments('h264-aac.mkv');
    if (good === undefined) throw new Error('fixture missing');
    const withTrack = (index: number, change: Partial<Track>): ClipFragment => ({
      ...good,
      tracks: good.tracks.map((track, at) => (at === index ? { ...track, ...change } : track)),
    });
    const withFrame = (change: Partial<Frame>): ClipFragment => ({
      ...good,
      frames: good.frames.map((frame) => (frame.keyframe && frame.trackNumber === 1 ? { ...frame, ...change } : frame)),
    });
    const annexB = Uint8Array.of(0, 0, 0, 1, 0x65, 1, 2, 3, 4, 5);
    test.each<[string, string, readonly ClipFragment[]]>([
      ['no CodecPrivate', 'MissingCodecPrivateData', [withTrack(0, { codecPrivate: undefined })]],
      ['sound without CodecPrivate', 'MissingCodecPrivateData', [withTrack(1, { codecPrivate: new Uint8Array() })]],
      ['CodecPrivate with start codes', 'InvalidCodecPrivateData', [withTrack(0, { codecPrivate: annexB })]],
      [
        'a cut avcC',
        'InvalidCodecPrivateData',
        [withTrack(0, { codecPrivate: good.tracks[0]?.codecPrivate?.subarray(0, 20) })],
      ],
      [
        'H.265 with an avcC',
        'InvalidCodecPrivateData',
        [withTrack(0, { codecId: 'V_MPEGH/ISO/HEVC', codecPrivate: annexB })],
      ],
      ['frames with start codes', 'InvalidMediaFrame', [withFrame({ payload: annexB })]],
      ['an empty frame', 'InvalidMediaFrame', [withFrame({ payload: new Uint8Array() })]],
      ['a frame of no track', 'InvalidMediaFrame', [withFrame({ trackNumber: 9 })]],
      ['another codec', 'UnsupportedCodec', [withTrack(0, { codecId: 'V_VP9' })]],
      [
        'another configuration later',
        'CodecConfigurationChanged',
        [good, withTrack(0, { video: { width: 1, height: 1 } })],
      ],
      [
        'H.265 with G.711',
        'UnsupportedCodec',
        [
          {
            ...good,
            tracks: [
              ...(clipFragments('h265.mkv')[0]?.tracks ?? []),
              ...(clipFragments('h264-alaw.mkv')[0]?.tracks.slice(1) ?? []),
            ],
          },
        ],
      ],
    ])('%s: %s', async (_, reason, fragments) => {
      await expect(build(fragments)).rejects.toMatchObject({ kind: 'UnsupportedMedia', details: { reason } });
    });

    test('a spoilt CodecPrivate is taken or refused, and nothing else happens', async () => {
      const names = ['h264-aac.mkv', 'h265.mkv', 'h264-alaw.mkv'];
      const firsts = names.map((name) => clipFragments(name)[0]);
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...firsts),
          fc.nat({ max: 1 }),
          fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: 60 })),
          async (fragment, index, spoilt) => {
            if (fragment === undefined) throw new Error('fixture missing');
            const tracks = fragment.tracks.map((track, at) => {
              if (at !== index) return track;
              const codecPrivate = typeof spoilt === 'number' ? track.codecPrivate?.subarray(0, spoilt) : spoilt;
              return { ...track, codecPrivate };
            });
            const error = await build([{ ...fragment, tracks }]).then(
              () => undefined,
              (caught: unknown) => caught,
            );
            if (error !== undefined) expect(error).toMatchObject({ kind: 'UnsupportedMedia' });
          },
        ),
        { seed: 17, numRuns: 200 },
      );
    });

    test('no frames at all, fragments out of order, and a source that changes', async () => {
      await expect(build([])).rejects.toMatchObject({ kind: 'InvalidInput' });
      await expect(build([{ ...good, frames: [] }])).rejects.toMatchObject({ kind: 'InvalidInput' });
      await expect(build([good, { ...good, producerMs: producerMs(0) }])).rejects.toMatchObject({
        kind: 'InvalidInput',
      });
      let reads = 0;
      const fickle: ClipSource = {
        count: 1,
        read: async () => (++reads === 1 ? good : { ...good, frames: good.frames.slice(1) }),
      };
      await expect(buildMp4(fickle, { write: () => undefined }, { creationTimeMs: CREATED })).rejects.toMatchObject({
        kind: 'Conflict',
      });
    });
  });
});
