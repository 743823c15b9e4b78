import fc from 'fast-check';
import { Scene } from '../../../device/camera/scene/Scene.ts';
import { changedShare } from '../../../device/events/motion/changedShare.ts';
import { downscaleLuma, type Luma } from '../../../device/events/motion/downscaleLuma.ts';
import { DEFAULT_MOTION, MotionWatch } from '../../../device/events/motion/MotionWatch.ts';
import { onMotion } from '../../../device/events/triggers/onMotion.ts';

const WIDTH = 320;
const HEIGHT = 180;

/** A picture from a function of the place. */
function picture(brightness: (x: number, y: number) => number): Luma {
  const plane = new Uint8Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) plane[y * WIDTH + x] = Math.max(0, Math.min(255, brightness(x, y)));
  }
  return downscaleLuma(plane, WIDTH, HEIGHT);
}

const scene = (x: number, y: number) => 60 + ((x + y) % 40);
const noise = (seed: number) => (x: number, y: number) => scene(x, y) + (((x * 31 + y * 17 + seed * 7) % 13) - 6);
const square = (left: number, size: number) => (x: number, y: number) =>
  x >= left && x < left + size && y >= 60 && y < 60 + size ? 220 : scene(x, y);

describe('luma in cells', () => {
  test('is the mean of each', () => {
    const half = picture((x) => (x < WIDTH / 2 ? 10 : 200));

    expect([half.columns, half.rows, half.cells.length]).toEqual([32, 18, 576]);
    expect([half.cells[0], half.cells[15], half.cells[16], half.cells[575]]).toEqual([10, 10, 200, 200]);
  });

  test.each([
    ['too short', new Uint8Array(WIDTH * HEIGHT - 1), WIDTH, HEIGHT],
    ['smaller than its cells', new Uint8Array(1_000), 31, 18],
  ])('a plane that is %s is refused', (_name, plane, width, height) => {
    expect(() => downscaleLuma(plane, width, height)).toThrow(expect.objectContaining({ kind: 'InvalidInput' }));
  });

  test('sizes that are no multiple of the cells, and bytes behind the plane, are fine', () => {
    const luma = downscaleLuma(new Uint8Array(333 * 187 * 2).fill(7), 333, 187);
    expect(luma.cells.every((cell) => cell === 7)).toBe(true);
  });
});

describe('the share of the picture that changes', () => {
  test.each<[string, Luma, Luma, number, number]>([
    ['nothing', picture(scene), picture(scene), 0, 0],
    ['noise', picture(noise(1)), picture(noise(2)), 0, 0],
    ['a lamp goes on', picture(scene), picture((x, y) => scene(x, y) + 60), 0, 0],
    ['a lamp goes off', picture((x, y) => scene(x, y) + 60), picture(scene), 0, 0],
    ['a person comes', picture(scene), picture(square(100, 60)), 0.05, 0.08],
    ['a person walks on', picture(square(100, 60)), picture(square(130, 60)), 0.05, 0.08],
    ['a cat, far away', picture(scene), picture(square(100, 20)), 0.003, 0.02],
    ['a person comes, and a lamp goes on', picture(scene), picture((x, y) => square(100, 60)(x, y) + 30), 0.05, 0.08],
    ['another scene', picture(scene), picture((x, y) => (((x >> 5) + (y >> 5)) % 2 ? 230 : 20)), 0.3, 1],
    ['another size', picture(scene), downscaleLuma(new Uint8Array(64 * 64), 64, 64, 8, 8), 0, 0],
  ])('%s', (_name, before, now, least, most) => {
    const share = changedShare(before, now);

    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });

  test('is the same there and back, and within 0 and 1', () => {
    const luma = fc
      .array(fc.integer({ min: 0, max: 255 }), { minLength: 9, maxLength: 9 })
      .map((cells): Luma => ({ columns: 3, rows: 3, cells: Float32Array.from(cells) }));
    fc.assert(
      fc.property(luma, luma, (a, b) => {
        const share = changedShare(a, b);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(changedShare(b, a)).toBe(share);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe('a watch for motion', () => {
  const still = picture(scene);
  const moved = [picture(square(60, 60)), picture(square(120, 60)), picture(square(180, 60))];

  /** The seconds at which it says that motion begins; `pictures` a letter each half second: `.` still, 0-2 moved. */
  function begins(pictures: string, everyMs = 500): number[] {
    const watch = new MotionWatch();
    return [...pictures].flatMap((letter, index) => {
      const luma = letter === '.' ? still : (moved[Number(letter)] ?? still);
      return watch.look(luma, 1_000_000 + index * everyMs) ? [(index * everyMs) / 1_000] : [];
    });
  }

  test.each<[string, string, number[]]>([
    ['a still scene', '.'.repeat(40), []],
    ['somebody passes', '....012......', [2]],
    ['somebody passes twice within 5 s', '..0..1..', [1]],
    ['and again later', `..0..${'.'.repeat(12)}1..`, [1, 8.5]],
    ['somebody who came before the camera was on', '0'.repeat(20), []],
    ['a flag in the wind, once a minute', '01'.repeat(125), [0.5, 60.5, 120.5]],
  ])('%s', (_name, pictures, expected) => {
    expect(begins(pictures)).toEqual(expected);
  });

  test('looks no more often than it should, and says which pictures it wants', () => {
    const watch = new MotionWatch();
    expect(watch.wants(1_000)).toBe(true);
    watch.look(still, 1_000);
    expect([1_040, 1_499, 1_500].map((timeMs) => watch.wants(timeMs))).toEqual([false, false, true]);
    expect(watch.look(moved[0] ?? still, 1_040)).toBe(false);
    expect(watch.look(moved[0] ?? still, 1_500)).toBe(true);
  });

  test('pictures with half a minute or a set clock between have nothing to do with each other', () => {
    const watch = new MotionWatch();
    watch.look(still, 100_000);
    expect(watch.look(moved[0] ?? still, 140_000)).toBe(false);
    expect(watch.look(still, 50_000)).toBe(false);
    expect(watch.look(moved[1] ?? still, 50_500)).toBe(true);
  });
});

describe('a source that has its pictures decoded', () => {
  test.each([
    // A single cell of 576 is more than half a thousandth.
    [0.0005, 1],
    [0.3, 0],
  ])('the test camera moves by more than %f of it: %i times', (threshold, times) => {
    const scene = new Scene(320, 180, 'door');
    let told = 0;
    const see = onMotion({ ...DEFAULT_MOTION, threshold }, () => {
      told += 1;
    });
    for (let frame = 0; frame < 50; frame += 1)
      see(scene.draw(1_795_000_000_000 + frame * 40, frame), 1_795_000_000_000 + frame * 40);

    expect(told).toBe(times);
  });
});
