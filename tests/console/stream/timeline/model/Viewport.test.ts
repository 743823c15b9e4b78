import * as fc from 'fast-check';
import {
  centre,
  follow,
  framed,
  LONGEST_MS,
  pan,
  SHORTEST_MS,
  spanOf,
  timeAt,
  type Viewport,
  xOf,
  zoom,
} from '../../../../../console/stream/timeline/model/Viewport.ts';

const HOUR = 3_600_000;
const VIEW: Viewport = { fromMs: 10 * HOUR, toMs: 11 * HOUR, width: 1000 };

const viewports = fc
  .record({
    fromMs: fc.integer({ min: 0, max: 2e12 }),
    span: fc.integer({ min: 1000, max: 90 * 24 * HOUR }),
    width: fc.integer({ min: 200, max: 4000 }),
  })
  .map(({ fromMs, span, width }) => ({ fromMs, toMs: fromMs + span, width }));

test('places are times and times are places', () => {
  void fc.assert(
    fc.property(viewports, fc.integer({ min: 0, max: 4000 }), (viewport, x) => {
      expect(xOf(viewport, timeAt(viewport, x))).toBeCloseTo(x, 1);
    }),
    { seed: 1 },
  );
});

test('what is under the pointer stays there while one zooms, as far as the limits go', () => {
  void fc.assert(
    fc.property(viewports, fc.double({ min: 0.001, max: 1000, noNaN: true }), fc.nat(200), (viewport, factor, x) => {
      const zoomed = zoom(viewport, factor, x);
      expect(Math.abs(timeAt(zoomed, x) - timeAt(viewport, x))).toBeLessThan(1);
      expect(spanOf(zoomed)).toBeGreaterThanOrEqual(SHORTEST_MS - 1);
      expect(spanOf(zoomed)).toBeLessThanOrEqual(LONGEST_MS + 1);
    }),
    { seed: 1 },
  );
});

test('moved by pixels, the time under the pointer moves with it', () => {
  expect(pan(VIEW, 100)).toEqual({ ...VIEW, fromMs: 9.9 * HOUR, toMs: 10.9 * HOUR });
});

test.each<[string, Viewport, Viewport]>([
  ['about another time', centre(VIEW, 20 * HOUR), { ...VIEW, fromMs: 19.5 * HOUR, toMs: 20.5 * HOUR }],
  ['a span with a margin', framed(VIEW, 0, 10 * HOUR), { ...VIEW, fromMs: -0.5 * HOUR, toMs: 10.5 * HOUR }],
  ['a moment is a second wide', framed(VIEW, HOUR, HOUR), { ...VIEW, fromMs: HOUR - 500, toMs: HOUR + 500 }],
  ['in view already', follow(VIEW, 10.5 * HOUR), VIEW],
  ['beyond the right edge', follow(VIEW, 11 * HOUR), { ...VIEW, fromMs: 10.1 * HOUR, toMs: 11.1 * HOUR }],
])('%s', (_, result, expected) => {
  expect(result.fromMs).toBeCloseTo(expected.fromMs, 3);
  expect(result.toMs).toBeCloseTo(expected.toMs, 3);
});
