import { createHash } from 'node:crypto';
import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import { createFile, type ISOFile, MP4BoxBuffer } from 'mp4box';
import { codecOf } from '../../../../core/mp4/fragmented/codecOf.ts';
import { fragmentedTrack } from '../../../../core/mp4/fragmented/FragmentedTrack.ts';
import { framesToSegmentTrack } from '../../../../core/mp4/fragmented/framesToSegmentTrack.ts';
import { segmentEndTicks } from '../../../../core/mp4/fragmented/SegmentTrack.ts';
import { writeInitSegment } from '../../../../core/mp4/fragmented/writeInitSegment.ts';
import { writeMediaSegment } from '../../../../core/mp4/fragmented/writeMediaSegment.ts';
import { Mp4Inspector } from '../../../../core/mp4/Mp4Inspector.ts';
import { type MediaFragment, mediaFragments } from '../../matroska/mediaBodies.ts';

/** The fixture as an init segment and a media segment for each of its fragments, all tracks in one. */
function segment(name: string, leadMs = 0) {
  const { tracks, fragments } = mediaFragments(name);
  const open = tracks.map(fragmentedTrack);
  const runsOf = (fragment: MediaFragment) =>
    open.map((track) =>
      framesToSegmentTrack(
        track,
        fragment.frames
          .filter(({ trackNumber }) => trackNumber === track.id)
          .map((frame) => ({ ...frame, timeMs: frame.timeMs + leadMs })),
      ),
    );
  const media = fragments.map((fragment, index) => Buffer.concat(writeMediaSegment(index + 1, runsOf(fragment))));
  return { tracks, open, fragments, runsOf, init: writeInitSegment(open), media };
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function mp4boxFile(bytes: Uint8Array): ISOFile {
  const file = createFile();
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(Uint8Array.from(bytes).buffer, 0));
  file.flush();
  return file;
}

async function packetsOf(bytes: Uint8Array) {
  const input = new Input({ formats: [MP4], source: new BufferSource(bytes) });
  return Promise.all(
    (await input.getTracks()).map(async (track) => {
      const packets = [];
      for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
      return packets;
    }),
  );
}

const FIXTURES = [
  ['h264.mkv', ['avc1.64000a']],
  ['h264-aac.mkv', ['avc1.64000a', 'mp4a.40.2']],
  ['h264-bframes-aac-2s.mkv', ['avc1.64000a', 'mp4a.40.2']],
  ['h265-bframes-aac-2s.mkv', ['hvc1.1.6.L30.90', 'mp4a.40.2']],
  ['h264-alaw.mkv', ['avc1.64000a', 'alaw']],
] as const;

describe.each(FIXTURES)('%s', (name, codecs) => {
  const made = segment(name, 5000);
  const whole = Buffer.concat([made.init, ...made.media]);

  test('two parsers read the tracks that were declared', () => {
    expect(made.open.map(codecOf)).toEqual(codecs);
    const inspector = new Mp4Inspector();
    inspector.push(whole);
    const { layout, tracks } = inspector.end();
    expect(layout).toBe('fragmented');
    expect(tracks.map(({ codec }) => codec)).toEqual(codecs);
    const { isFragmented, tracks: read } = mp4boxFile(whole).getInfo();
    expect(isFragmented).toBe(true);
    expect(read.map(({ id, timescale }) => [id, timescale])).toEqual(
      made.open.map(({ id, timescale }) => [id, timescale]),
    );
  });

  test('every sample is the frame it was made of, at its time', () => {
    for (const track of made.open) {
      let endTicks = 0;
      for (const [index, fragment] of made.fragments.entries()) {
        // Behind its init segment alone, as a player that begins here has it: mp4box adds up durations otherwise.
        const alone = Buffer.concat([made.init, made.media[index] ?? Buffer.alloc(0)]);
        const samples = mp4boxFile(alone).getTrackSamplesInfo(track.id);
        const sent = fragment.frames.filter(({ trackNumber }) => trackNumber === track.id);
        const bytes = Buffer.concat(sent.map(({ payload }) => payload));
        const read = Buffer.concat(samples.map(({ offset, size }) => alone.subarray(offset, offset + size)));
        expect(digest(read)).toBe(digest(bytes));
        const firstTicks = samples[0]?.dts ?? 0;
        // A frame may be told a millisecond early or late; what is rounded away plays on.
        expect(firstTicks).toBeGreaterThanOrEqual(endTicks - track.timescale / 500);
        endTicks = segmentEndTicks(
          made.runsOf(fragment)[made.open.indexOf(track)] ?? { id: 0, baseDecodeTicks: 0, samples: [] },
        );
        if (track.format.sampleBytes !== undefined) {
          expect(samples).toHaveLength(bytes.length / track.format.sampleBytes);
          continue;
        }
        expect(samples.map(({ size }) => size)).toEqual(sent.map(({ payload }) => payload.length));
        const allowedMs = track.handler === 'vide' ? 0 : 2;
        for (const [at, { cts }] of samples.entries()) {
          const lateMs = (cts * 1000) / track.timescale - (sent[at]?.timeMs ?? 0) - 5000;
          expect(Math.abs(lateMs)).toBeLessThanOrEqual(allowedMs);
        }
        if (track.handler === 'vide') {
          expect(samples.map(({ is_sync }) => is_sync)).toEqual(sent.map(({ keyframe }) => keyframe));
        }
      }
    }
  });

  test('the same fragment gives the same bytes again', () => {
    const again = segment(name, 5000);
    expect(digest(again.init)).toBe(digest(made.init));
    expect(again.media.map(digest)).toEqual(made.media.map(digest));
  });
});

test('a media segment plays behind its init segment alone', async () => {
  const { init, media, fragments } = segment('h264-bframes-aac-2s.mkv');
  const [pictures = [], sound = []] = await packetsOf(Buffer.concat([init, media[1] ?? new Uint8Array(0)]));
  const sent = fragments[1]?.frames ?? [];
  expect(pictures).toHaveLength(30);
  expect(pictures.map(({ data }) => digest(data))).toEqual(
    sent.filter(({ trackNumber }) => trackNumber === 1).map(({ payload }) => digest(payload)),
  );
  expect(sound.map(({ data }) => digest(data))).toEqual(
    sent.filter(({ trackNumber }) => trackNumber === 2).map(({ payload }) => digest(payload)),
  );
  expect(pictures[0]?.type).toBe('key');
  expect(Math.round((pictures[0]?.timestamp ?? 0) * 1000)).toBe(sent[0]?.timeMs);
});

test('the boxes of a segment, byte by byte', () => {
  const parts = writeMediaSegment(7, [
    {
      id: 1,
      baseDecodeTicks: 2 ** 32 + 5,
      samples: [
        { ticks: 40, offsetTicks: 0, keyframe: true, payload: Uint8Array.from([1, 2, 3]) },
        { ticks: 41, offsetTicks: -40, keyframe: false, payload: Uint8Array.from([4]) },
      ],
    },
    {
      id: 2,
      baseDecodeTicks: 9,
      sampleBytes: 1,
      samples: [{ ticks: 2, offsetTicks: 0, keyframe: true, payload: Uint8Array.from([5, 6]) }],
    },
    { id: 3, baseDecodeTicks: 0, samples: [] },
  ]);
  expect(Buffer.concat(parts).toString('hex')).toBe(
    [
      '000000c4 6d6f6f66',
      '00000010 6d666864 00000000 00000007',
      '00000060 74726166',
      '00000010 74666864 00020000 00000001',
      '00000014 74666474 01000000 00000001 00000005',
      '00000034 7472756e 01000f01 00000002 000000cc',
      '00000028 00000003 02000000 00000000',
      '00000029 00000001 01010000 ffffffd8',
      '0000004c 74726166',
      '0000001c 74666864 00020038 00000002 00000001 00000001 02000000',
      '00000014 74666474 01000000 00000000 00000009',
      '00000014 7472756e 00000001 00000002 000000d0',
      '0000000e 6d646174 01020304 0506',
    ]
      .join('')
      .replaceAll(' ', ''),
  );
});

test('a segment without samples is refused', () => {
  expect(() => writeMediaSegment(1, [{ id: 1, baseDecodeTicks: 0, samples: [] }])).toThrow('at least one sample');
});

test('the end of a track counts its last frame, and what lies before the timeline is put at its beginning', () => {
  const { fragments, runsOf } = segment('h264.mkv', 0);
  const [run] = runsOf(fragments[0] as MediaFragment);
  expect(run === undefined ? 0 : segmentEndTicks(run)).toBe(999);
  const [early] = segment('h264.mkv', -100).runsOf(fragments[0] as MediaFragment);
  expect(early?.baseDecodeTicks).toBe(0);
});
