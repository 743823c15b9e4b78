import fc from 'fast-check';
import { BufferSource, EncodedPacketSink, Input, MPEG_TS } from 'mediabunny';
import { fragmentedTrack } from '../../../core/mp4/fragmented/FragmentedTrack.ts';
import { framesToSegmentTrack } from '../../../core/mp4/fragmented/framesToSegmentTrack.ts';
import { aacStream } from '../../../core/mpegts/aacStream.ts';
import { avcStream } from '../../../core/mpegts/avcStream.ts';
import type { AccessUnit } from '../../../core/mpegts/ElementaryStream.ts';
import { writeTransportSegment } from '../../../core/mpegts/writeTransportSegment.ts';
import { mediaFragments } from '../matroska/mediaBodies.ts';
import { demuxTransport } from './transportDemuxer.ts';

const LEAD_MS = 10_000;

/** The fixture's fragments as transport segments. */
function segments(name: string) {
  const { tracks, fragments } = mediaFragments(name);
  const open = tracks.map(fragmentedTrack);
  const made = fragments.map(({ frames }) =>
    Buffer.from(
      writeTransportSegment(
        open.map((track) => {
          const own = frames.filter(({ trackNumber }) => trackNumber === track.id);
          const run = framesToSegmentTrack(
            track,
            own.map((frame) => ({ ...frame, timeMs: frame.timeMs + LEAD_MS })),
          );
          const streamOf = track.handler === 'vide' ? avcStream : aacStream;
          return streamOf(track.track.codecPrivate ?? new Uint8Array(0), run, track.timescale);
        }),
      ),
    ),
  );
  return { tracks, fragments, made };
}

/** NAL units without delimiters and parameter sets. */
function pictureUnits(bytes: Buffer): string[] {
  const units: string[] = [];
  let from = -1;
  for (let at = 0; at <= bytes.length; at++) {
    const isCode = at + 4 <= bytes.length && bytes.readUInt32BE(at) === 1;
    if (!isCode && at < bytes.length) continue;
    if (from >= 0 && ![7, 8, 9].includes((bytes[from] ?? 0) & 31)) units.push(bytes.subarray(from, at).toString('hex'));
    from = at + 4;
  }
  return units;
}

function lengthPrefixed(payload: Uint8Array): string[] {
  const bytes = Buffer.from(payload);
  const units: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const unit = bytes.subarray(at + 4, at + 4 + length);
    if (![7, 8, 9].includes((unit[0] ?? 0) & 31)) units.push(unit.toString('hex'));
    at += 4 + length;
  }
  return units;
}

describe.each(['h264.mkv', 'h264-aac.mkv', 'h264-bframes-aac-2s.mkv'])('%s', (name) => {
  const { tracks, fragments, made } = segments(name);

  test('each picture and each frame of sound is there, at its time', () => {
    for (const [index, bytes] of made.entries()) {
      const { units, pids } = demuxTransport(bytes);
      const sent = fragments[index]?.frames ?? [];
      const pictures = units.filter(({ pid }) => pid === pids.get(0x1b));
      const shown = sent.filter(({ trackNumber }) => trackNumber === 1);
      expect(pictures.map(({ pts }) => pts)).toEqual(shown.map(({ timeMs }) => (timeMs + LEAD_MS) * 90));
      expect(pictures.map(({ data }) => pictureUnits(data))).toEqual(
        shown.map(({ payload }) => lengthPrefixed(payload)),
      );
      expect(pictures.map(({ randomAccess }) => randomAccess)).toEqual(shown.map(({ keyframe }) => keyframe));
      // The first one can be decoded with what stands before it: a delimiter and parameter sets.
      expect(pictures[0]?.data.subarray(0, 6).toString('hex')).toBe('0000000109f0');
      expect((pictures[0]?.data[10] ?? 0) & 31).toBe(7);
      let before = Number.NEGATIVE_INFINITY;
      for (const { pts, dts, pcr } of pictures) {
        expect(pts).toBeGreaterThanOrEqual(dts);
        expect(dts).toBeGreaterThan(before);
        expect(pcr).toBe(dts - 9000);
        before = dts;
      }
      const sound = units.filter(({ pid }) => pid === pids.get(0x0f));
      const frames = sound.flatMap(({ data }) => adtsFrames(data));
      const heard = sent.filter(({ trackNumber }) => trackNumber === 2);
      expect(frames).toEqual(heard.map(({ payload }) => Buffer.from(payload).toString('hex')));
      if (tracks.length > 1)
        expect(Math.abs((sound[0]?.pts ?? 0) / 90 - LEAD_MS - (heard[0]?.timeMs ?? 0))).toBeLessThan(2);
    }
  });

  test('counters go on from one segment to the next, and each says what it holds', () => {
    const counters = new Map<number, number>();
    for (const bytes of made) {
      const { packets } = demuxTransport(bytes, counters);
      expect([...counters.values()]).toEqual([...counters.keys()].map(() => 0));
      expect(packets.get(0)).toBe(16);
      expect(packets.get(0x1000)).toBe(16);
    }
  });

  test('another demuxer reads it', async () => {
    const input = new Input({ formats: [MPEG_TS], source: new BufferSource(Uint8Array.from(made[1] ?? [])) });
    const video = await input.getPrimaryVideoTrack();
    expect([video?.codec, video?.codedWidth, video?.codedHeight]).toEqual(['avc', 160, 120]);
    let count = 0;
    if (video !== null) for await (const _ of new EncodedPacketSink(video).packets()) count++;
    expect(count).toBe(fragments[1]?.frames.filter(({ trackNumber }) => trackNumber === 1).length);
    const audio = await input.getPrimaryAudioTrack();
    expect(audio?.codec ?? null).toBe(tracks.length > 1 ? 'aac' : null);
  });
});

function adtsFrames(data: Buffer): string[] {
  const frames: string[] = [];
  for (let at = 0; at < data.length; ) {
    expect(data.readUInt16BE(at)).toBe(0xfff1);
    const length = (data.readUIntBE(at + 3, 3) >> 5) & 0x1fff;
    frames.push(data.subarray(at + 7, at + length).toString('hex'));
    at += length;
  }
  return frames;
}

test('whatever the sizes and times, units come back whole and counters are whole rounds', () => {
  const unit = fc.record({
    bytes: fc.uint8Array({ minLength: 20, maxLength: 700 }),
    late: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(unit, { minLength: 1, maxLength: 40 }), fc.boolean(), (given, isWrapped) => {
      const from = isWrapped ? 2 ** 33 - 3000 : 90_000;
      const units = given.map(({ bytes, late }, index): AccessUnit => {
        const dtsTicks = from + index * 3000;
        return { ptsTicks: dtsTicks + late * 3000, dtsTicks, isRandomAccess: index === 0, bytes };
      });
      const found = demuxTransport(Buffer.from(writeTransportSegment([{ kind: 'avc', units }])));
      expect(found.units.map(({ data, pts, dts }) => [data.toString('hex'), pts, dts])).toEqual(
        units.map(({ bytes, ptsTicks, dtsTicks }) => [
          Buffer.from(bytes).toString('hex'),
          ptsTicks % 2 ** 33,
          dtsTicks % 2 ** 33,
        ]),
      );
      for (const count of found.packets.values()) expect(count % 16).toBe(0);
    }),
    { seed: 7, numRuns: 200 },
  );
});

test('a segment without units is refused', () => {
  expect(() => writeTransportSegment([{ kind: 'avc', units: [] }])).toThrow('at least one frame');
});
