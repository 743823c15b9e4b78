import fc from 'fast-check';
import type { Track } from '../../../../core/matroska/Track.ts';
import { readSampleFormat } from '../../../../core/mp4/build/SampleFormat.ts';
import { TrackTable } from '../../../../core/mp4/build/TrackTable.ts';
import { mediaFragments } from '../../matroska/mediaBodies.ts';

const { tracks } = mediaFragments('h264-bframes-aac-2s.mkv');
const table = (index: number) => {
  const track = tracks[index] as Track;
  return new TrackTable(track, readSampleFormat(track));
};
const frames = (...times: number[]) =>
  times.map((timeMs, i) => ({ timeMs, keyframe: i === 0, payload: new Uint8Array(1) }));

describe('TrackTable', () => {
  test('pictures that are shown out of order are decoded in order', () => {
    const pictures = table(0);

    pictures.addFragment(frames(0, 120, 40, 80));
    pictures.addFragment(frames(160, 280, 200, 240));

    expect(pictures.decodeTimes).toEqual([0, 40, 80, 120, 160, 200, 240, 280]);
    expect(pictures.offsets.map((offset) => offset + pictures.reorderTicks)).toEqual([40, 120, 0, 0, 40, 120, 0, 0]);
    expect([pictures.firstTicks, pictures.endTicks]).toEqual([0, 320]);
    expect(pictures.syncSamples).toEqual([1, 5]);
  });

  test('a gap does not stretch the last picture of the clip', () => {
    const pictures = table(0);

    pictures.addFragment(frames(0, 40));
    pictures.addFragment(frames(9000));

    expect(pictures.endTicks).toBe(9040);
  });

  test('sound follows its samples through rounding, keeps its gaps, and is set back where it runs ahead', () => {
    const sound = table(1);

    // 64 ms a frame, told with jitter; then a second of nothing; then two frames within the time of one.
    sound.addFragment(frames(0, 63, 129, 192));
    sound.addFragment(frames(1256, 1320, 1321, 1322));

    const perFrame = 1024;
    expect(sound.decodeTimes.slice(0, 5)).toEqual([0, perFrame, 2 * perFrame, 3 * perFrame, (1256 * 16_000) / 1000]);
    expect(sound.decodeTimes.slice(5)).toEqual([21_120, 21_152, 22_144]);
    expect(sound.reorderTicks).toBe(0);
  });

  test('decode times grow and no picture is shown before it is decoded, whatever the producer says', () => {
    const fragment = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(fragment, { minLength: 1, maxLength: 5 }), fc.nat({ max: 1 }), (fragments, index) => {
        const grown = table(index);
        fragments.forEach((times, at) => {
          grown.addFragment(frames(...times.map((time) => time + at * 2000)));
        });

        const { decodeTimes, offsets, reorderTicks, lastFrameTicks } = grown;
        expect(decodeTimes.every((time, at) => at === 0 || time > (decodeTimes[at - 1] ?? 0))).toBe(true);
        if (index === 0) {
          expect(offsets.every((offset) => offset + reorderTicks >= 0)).toBe(true);
          const shown = fragments.flatMap((times, at) => times.map((time) => time + at * 2000));
          expect(decodeTimes.map((time, at) => time + (offsets[at] ?? 0))).toEqual(shown);
        }
        expect(lastFrameTicks).toBeGreaterThan(0);
      }),
      { seed: 21, numRuns: 300 },
    );
  });
});
