import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type CutFile, cutFile } from '../../../../core/packages/copy/cutFile.ts';

const FILE = readFileSync(join(__dirname, '../../../media/progressive-moov-first.mp4'));
const FTYP_BYTES = 32;
/** Offset of the second entry in the edit list of its pictures, after one of nothing; 16,000 ticks a second. */
const EDIT = 284;
const SOUND_EDIT = 2152;
const FIRST_SHOWN = 0x855;

/** The fixture, its edit list changed to show so many milliseconds from there. */
function cutEdited(fromMs: number, lastsMs: number, segmentMs = 1000): CutFile {
  const file = Buffer.from(FILE);
  file.writeUInt32BE(lastsMs, EDIT);
  file.writeUInt32BE(FIRST_SHOWN + fromMs * 16, EDIT + 4);
  file.writeUInt32BE(lastsMs, SOUND_EDIT);
  file.writeUInt32BE(fromMs * 16, SOUND_EDIT + 4);
  return cut(file, segmentMs);
}

function cut(file: Buffer, segmentMs = 1000): CutFile {
  const at = file.indexOf('moov') - 4;
  const bytes = file.subarray(at, at + file.readUInt32BE(at));
  return cutFile({ bytes, start: at, headerBytes: 8 }, file.length, segmentMs);
}

const pictures = ({ cuts }: CutFile) => cuts.samples[0];

describe('cutFile', () => {
  it('cuts at key frames, which lie 2 s apart, never shorter than is asked for', () => {
    expect(FILE.indexOf('moov') - 4).toBe(FTYP_BYTES);
    expect([500, 2000, 2100, 60_000].map((segmentMs) => pictures(cut(FILE, segmentMs)))).toEqual([
      [0, 30, 60],
      [0, 30, 60],
      [0, 60],
      [0, 60],
    ]);
  });

  it.each([
    ['nothing', 0, 3999, [0, 30, 60]],
    ['less than up to the second key frame', 1900, 2099, [0, 30, 60]],
    ['all before the second key frame', 2000, 1999, [30, 60]],
    ['some behind the second key frame too', 2500, 1499, [30, 60]],
    ['what lies behind the first second', 0, 1000, [0, 30]],
    ['the end, up to the second key frame', 0, 2000, [0, 30]],
    ['the end, but for a picture behind the key frame', 0, 2067, [0, 30, 60]],
  ])('leaves out what an edit hides: %s', (_, fromMs, lastsMs, samples) => {
    const made = cutEdited(fromMs, lastsMs);

    expect(pictures(made)).toEqual(samples);
    // Sound goes with its pictures.
    const [sound = []] = made.cuts.samples.slice(1);
    const [first = 0, last = 0] = [sound[0], sound.at(-1)];
    const wanted = (((samples.at(-1) ?? 0) - (samples[0] ?? 0)) / 15) * (16_000 / 1024);
    expect(Math.abs(last - first - wanted)).toBeLessThanOrEqual(5);
  });

  it('refuses what a hostile file says, by a name, and never hangs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: FTYP_BYTES + 8, max: 2900 }), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 12,
        }),
        (changes) => {
          const file = Buffer.from(FILE);
          for (const [at, value] of changes) file[at] = value;
          try {
            const { cuts, tracks } = cut(file);
            for (const [track, samples] of cuts.samples.entries()) {
              expect([...samples]).toEqual([...samples].sort((a, b) => a - b));
              expect(samples.at(-1)).toBeLessThanOrEqual(tracks[track]?.source.sampleCount ?? 0);
            }
          } catch (error) {
            expect(['Corrupt', 'UnsupportedMedia']).toContain((error as { kind?: string }).kind);
          }
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });
});
