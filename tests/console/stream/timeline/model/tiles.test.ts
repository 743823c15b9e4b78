import * as fc from 'fast-check';
import { NO_FOOTAGE, type Span } from '../../../../../console/stream/timeline/model/Footage.ts';
import { joinTiles, tilesOf } from '../../../../../console/stream/timeline/model/tiles.ts';

const HOUR = 3_600_000;

test('tiles cover the view without a break, are aligned, and few', () => {
  const views = fc.record({
    fromMs: fc.integer({ min: 0, max: 2e12 }),
    span: fc.integer({ min: 1000, max: 92 * 24 * HOUR }),
    width: fc.integer({ min: 300, max: 4000 }),
  });
  const covered = fc.property(views, ({ fromMs, span, width }) => {
    const tiles = tilesOf({ fromMs, toMs: fromMs + span, width });
    expect(tiles[0]?.startMs).toBeLessThanOrEqual(fromMs);
    expect(tiles[tiles.length - 1]?.endMs).toBeGreaterThanOrEqual(fromMs + span);
    expect(tiles.slice(1).map(({ startMs }) => startMs)).toEqual(tiles.slice(0, -1).map(({ endMs }) => endMs));
    expect(tiles.length).toBeLessThanOrEqual(32);
  });
  void fc.assert(covered, { seed: 1 });
});

test('what reaches over the edge of a tile is one again', () => {
  const cut = (spans: readonly Span[]) => spans.map((span) => ({ ...span, clipId: 'a' }));
  const joined = joinTiles([
    { ...NO_FOOTAGE, clips: cut([{ startMs: 5, endMs: 10 }]), gaps: [{ startMs: 0, endMs: 5, reason: 'failed' }] },
    { ...NO_FOOTAGE, clips: cut([{ startMs: 10, endMs: 15 }]), gaps: [{ startMs: 15, endMs: 20, reason: 'failed' }] },
  ]);
  expect(joined.clips).toEqual([{ clipId: 'a', startMs: 5, endMs: 15 }]);
  expect(joined.gaps).toHaveLength(2);
});
