import fc from 'fast-check';
import { leftOf, nearestImage, previewPlace } from '../../../../../console/stream/timeline/preview/previewPlace.ts';

const DAY = { fromMs: 0, toMs: 86_400_000, width: 1000 };

test('moments nearby are one picture, and the moment is never far from it', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 86_400_000, noNaN: true }),
      fc.double({ min: 1000, max: 92 * 86_400_000, noNaN: true }),
      (ms, span) => {
        const { atMs, fromMs, toMs } = previewPlace({ fromMs: 0, toMs: span, width: 1000 }, ms);
        expect(Math.abs(atMs - ms)).toBeLessThanOrEqual(Math.max(500, (span / 1000) * 9));
        expect(atMs - fromMs).toBe(toMs - atMs);
        expect(atMs % 1000).toBe(0);
      },
    ),
    { seed: 1 },
  );
});

test('a day across a screen is at most one picture for every few pixels', () => {
  const asked = new Set(Array.from({ length: 1000 }, (_, x) => previewPlace(DAY, (x * 86_400_000) / 1000).atMs));
  expect(asked.size).toBe(85);
});

test('the nearest image, on either side', () => {
  const images = [{ producerMs: 900 }, { producerMs: 400 }, { producerMs: 100 }];
  expect([0, 300, 640, 660, 5000].map((ms) => nearestImage(images, ms)?.producerMs)).toEqual([100, 400, 400, 900, 900]);
  expect(nearestImage([], 0)).toBeUndefined();
});

test.each([
  [500, 400],
  [10, 0],
  [990, 800],
])('over %i it stands at %i', (x, left) => {
  expect(leftOf(x, 200, 1000)).toBe(left);
});
