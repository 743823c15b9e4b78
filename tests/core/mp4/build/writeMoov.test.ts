import { createFile, MP4BoxBuffer } from 'mp4box';
import { encodeString } from '../../../../core/matroska/ebml/encode.ts';
import type { Track } from '../../../../core/matroska/Track.ts';
import { box, u32 } from '../../../../core/mp4/build/boxBytes.ts';
import { readSampleFormat } from '../../../../core/mp4/build/SampleFormat.ts';
import { TrackTable } from '../../../../core/mp4/build/TrackTable.ts';
import { writeMoov } from '../../../../core/mp4/build/writeMoov.ts';
import { Mp4Inspector } from '../../../../core/mp4/Mp4Inspector.ts';
import { mediaFragments } from '../../matroska/mediaBodies.ts';

function fileOf(creationTimeMs: number, mediaOffset: number, wideOffsets: boolean): Uint8Array {
  const [track] = mediaFragments('h264.mkv').tracks as [Track];
  const table = new TrackTable(track, readSampleFormat(track));
  for (const start of [0, 1000]) {
    table.addFragment([0, 500].map((at) => ({ timeMs: start + at, keyframe: at === 0, payload: new Uint8Array(100) })));
    table.addChunk(start / 5, 1, false);
    table.addChunk(start / 5 + 100, 1, true);
  }
  const moov = writeMoov({ tables: [table], creationTimeMs, mediaOffset, wideOffsets });
  return new Uint8Array(Buffer.concat([box('ftyp', encodeString('isom'), u32(0)), moov]));
}

describe('writeMoov', () => {
  test.each([
    ['32 bits', 3_000_000_000, false],
    ['64 bits', 5_000_000_000, true],
  ])('chunk offsets in %s', (_, mediaOffset, wide) => {
    const inspector = new Mp4Inspector();
    inspector.push(fileOf(0, mediaOffset, wide));

    expect(() => inspector.end()).toThrow(`samples reach to byte ${mediaOffset + 400}`);
  });

  test.each(['1970-01-01T00:00:00.000Z', '2026-11-21T13:00:00.000Z', '2051-01-01T00:00:00.000Z'])(
    'created at %s',
    (date) => {
      const file = createFile();

      file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(fileOf(Date.parse(date), 1000, false).slice().buffer, 0));

      expect(file.getInfo().created.toISOString()).toBe(date);
      expect(file.getInfo().duration).toBe(2000);
      expect(file.getInfo().tracks[0]).toMatchObject({ nb_samples: 4, duration: 2000, timescale: 1000 });
    },
  );
});
