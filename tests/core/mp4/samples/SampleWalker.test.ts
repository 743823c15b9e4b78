import fc from 'fast-check';
import { createFile, MP4BoxBuffer, type Sample } from 'mp4box';
import { isArchiverError } from '../../../../core/errors.ts';
import { readBoxHeader } from '../../../../core/mp4/samples/readBoxHeader.ts';
import { readSampleTracks } from '../../../../core/mp4/samples/readSampleTracks.ts';
import { SampleChecker } from '../../../../core/mp4/samples/SampleChecker.ts';
import type { SampleTrack } from '../../../../core/mp4/samples/SampleTrack.ts';
import { type MediaRange, type SampleReader, SampleWalker } from '../../../../core/mp4/samples/SampleWalker.ts';
import { chunksOf, mediaBytes } from '../../matroska/mediaBodies.ts';

/** The tables and the media of an MP4 that is wholly in memory. */
function tablesOf(bytes: Uint8Array): { tracks: SampleTrack[]; media: MediaRange[]; moov: MediaRange } {
  const media: MediaRange[] = [];
  let moov: MediaRange = { start: 0, end: 0 };
  let tracks: SampleTrack[] = [];
  for (let at = 0; at < bytes.length; ) {
    const box = readBoxHeader(bytes.subarray(at, at + 16), at, bytes.length);
    if (box === undefined) throw new Error(`no box at ${at}`);
    if (box.type === 'mdat') media.push({ start: box.dataStart, end: box.end });
    if (box.type === 'moov') {
      moov = box;
      tracks = readSampleTracks(bytes.subarray(box.start, box.end), box.start, box.dataStart - box.start);
    }
    at = box.end;
  }
  return { tracks, media, moov };
}

/** Every sample of a file, as a walker gives them. */
function walk(bytes: Uint8Array, chunkBytes: number) {
  const { tracks, media } = tablesOf(bytes);
  const found: { track: number; sample: number; bytes: Buffer }[] = [];
  let open: { track: number; sample: number; chunks: Uint8Array[]; told: number } | undefined;
  const collector: SampleReader = {
    begin: ({ id }, sample, told) => {
      open = { track: id, sample, chunks: [], told };
    },
    take: (chunk) => open?.chunks.push(chunk.slice()),
    end: () => {
      if (open === undefined) throw new Error('end without begin');
      const whole = Buffer.concat(open.chunks);
      expect(whole).toHaveLength(open.told);
      found.push({ track: open.track, sample: open.sample, bytes: whole });
      open = undefined;
    },
  };
  const checker = new SampleChecker();
  for (const track of tracks) checker.addTrack(track);
  const checking = new SampleWalker(tracks, media, checker);
  const walker = new SampleWalker(tracks, media, collector);
  for (const chunk of chunksOf(bytes, chunkBytes)) {
    walker.push(chunk);
    checking.push(chunk);
  }
  expect(open).toBeUndefined();
  return { found, faults: [...walker.faults, ...checker.faults] };
}

/** An independent reader's samples. */
function samplesByMp4box(bytes: Uint8Array): { track: number; sample: number; bytes: Buffer }[] {
  const file = createFile();
  const found: { track: number; sample: number; bytes: Buffer }[] = [];
  file.onReady = ({ tracks }) => {
    for (const { id, nb_samples } of tracks) file.setExtractionOptions(id, undefined, { nbSamples: nb_samples });
    file.start();
  };
  file.onSamples = (track, _user, samples: Sample[]) => {
    for (const { number, data } of samples) found.push({ track, sample: number, bytes: Buffer.from(data ?? []) });
  };
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(bytes.slice().buffer, 0));
  file.flush();
  return found;
}

const order = (a: { track: number; sample: number }, b: { track: number; sample: number }): number =>
  a.track - b.track || a.sample - b.sample;

describe('every sample of an MP4', () => {
  test.each([
    ['progressive-moov-first.mp4', 124],
    ['progressive-moov-last.mp4', 124],
    ['h265.mp4', 124],
  ])('of %s is found where another reader finds it, for any chunking, and is as its codec says', (name, count) => {
    const bytes = mediaBytes(name);
    const { found, faults } = walk(bytes, 977);
    expect(faults).toEqual([]);
    expect(found).toHaveLength(count);
    expect([...found].sort(order)).toEqual(samplesByMp4box(bytes).sort(order));
    expect(walk(bytes, 1).found).toEqual(found);
    expect(walk(bytes, bytes.length).found).toEqual(found);
  });
});

/** Changes the four bytes at the first place of `type` in the file, `at` bytes behind the type. */
function patched(name: string, type: string, at: number, change: (value: number) => number): Uint8Array {
  const bytes = mediaBytes(name);
  const place = Buffer.from(bytes).indexOf(type, 0, 'latin1') + 4 + at;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(place, change(view.getUint32(place)));
  return bytes;
}

test.each<[string, Uint8Array, RegExp]>([
  [
    'a chunk behind the media',
    patched('progressive-moov-first.mp4', 'stco', 8, () => 0x7fff_ffff),
    /do not lie in the media/,
  ],
  [
    'a chunk inside another',
    patched('progressive-moov-first.mp4', 'stco', 12, (at) => at - 1),
    /begin inside those before/,
  ],
  ['a longer sample', patched('progressive-moov-first.mp4', 'stsz', 12, (size) => size + 1), /NAL unit|begin inside/],
  [
    'a key frame that is none',
    patched('progressive-moov-first.mp4', 'stss', 12, () => 2),
    /needs others to be decoded/,
  ],
  [
    'no key frame at the beginning',
    patched('progressive-moov-first.mp4', 'stss', 8, () => 2),
    /does not begin with a key frame/,
  ],
  [
    'times that go back',
    patched('progressive-moov-first.mp4', 'stts', 12, () => 0xffff_ffff),
    /decoded after the one behind/,
  ],
  [
    'a picture shown an hour late',
    patched('progressive-moov-first.mp4', 'ctts', 12, () => 16_000 * 3600),
    /is shown 3600 s/,
  ],
])('%s is told', (_name, bytes, fault) => {
  expect(walk(bytes, 4096).faults[0]).toMatch(fault);
});

test('a picture whose bytes are spoilt is told by its number', () => {
  const bytes = mediaBytes('progressive-moov-last.mp4');
  const { tracks } = tablesOf(bytes);
  const [video] = tracks;
  bytes.fill(0xff, video?.chunkOffsets[0] ?? 0, (video?.chunkOffsets[0] ?? 0) + 4);
  const { faults } = walk(bytes, 4096);
  expect(faults).toEqual([expect.stringMatching(/^sample 0 of track 1: its last NAL unit lacks \d+ bytes$/)]);
});

test('tables of any bytes are read or refused, and what they tell of is walked without harm', () => {
  const whole = mediaBytes('progressive-moov-first.mp4');
  const { media, moov } = tablesOf(whole);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(moov.end - moov.start - 9), fc.nat(255)), { maxLength: 8 }), (changes) => {
      const bytes = whole.slice();
      for (const [at, value] of changes) bytes[moov.start + 8 + at] = value;
      try {
        const tracks = readSampleTracks(bytes.subarray(moov.start, moov.end), moov.start, 8);
        const checker = new SampleChecker();
        for (const track of tracks) checker.addTrack(track);
        const walker = new SampleWalker(tracks, media, checker);
        for (const chunk of chunksOf(bytes, 10_000)) walker.push(chunk);
      } catch (error) {
        if (!isArchiverError(error, 'Corrupt')) throw error;
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});
