import * as fc from 'fast-check';
import type { CoverageKind, CoverageSpan } from '../../../core/coverage/CoverageSpan.ts';
import { drawTimeline } from '../../../core/coverage/drawTimeline.ts';

const clip = (startMs: number, endMs: number) => ({ clipId: `c${startMs}`, startMs, endMs });
const span = (startMs: number, endMs: number, kind: CoverageKind): CoverageSpan => ({ startMs, endMs, kind });

describe('a timeline at a resolution', () => {
  it('as it stands without one: gaps are all that is neither archived nor unclaimed', () => {
    const coverage = [span(0, 5, 'archived'), span(5, 6, 'failed'), span(6, 7, 'retired'), span(7, 9, 'unclaimed')];

    expect(drawTimeline([clip(0, 2), clip(2, 5)], coverage, 0)).toEqual({
      clips: [clip(0, 2), clip(2, 5)],
      gaps: [
        { startMs: 5, endMs: 6, reason: 'failed' },
        { startMs: 6, endMs: 7, reason: 'retired' },
      ],
      resolutionMs: 0,
    });
  });

  it('draws as one what is no further apart; silence that is shorter goes, a finding never', () => {
    const coverage = [
      span(0, 10, 'archived'),
      span(10, 12, 'not-recorded'),
      span(12, 13, 'failed'),
      span(13, 20, 'archived'),
      span(20, 21, 'failed'),
      span(21, 90, 'not-recorded'),
    ];

    expect(drawTimeline([clip(0, 10), clip(13, 20), clip(90, 99)], coverage, 10)).toEqual({
      clips: [{ clipId: 'c0', startMs: 0, endMs: 20, clips: 2 }, clip(90, 99)],
      gaps: [
        { startMs: 12, endMs: 21, reason: 'failed' },
        { startMs: 21, endMs: 90, reason: 'not-recorded' },
      ],
      resolutionMs: 10,
    });
  });

  it('is as coarse as it must be to stay under 5,000 of each, and no longer than 2 MB', () => {
    const count = 100_000;
    const clips = Array.from({ length: count }, (_, index) => ({
      clipId: `${'n'.repeat(256)}~${index * 60_000}~0123456789ab`,
      startMs: 1.7e12 + index * 60_000,
      endMs: 1.7e12 + index * 60_000 + 30_000,
    }));
    const coverage = clips.flatMap(({ startMs, endMs }) => [
      span(startMs, endMs, 'archived'),
      span(endMs, endMs + 30_000, 'failed'),
    ]);

    const drawn = drawTimeline(clips, coverage, 0);

    expect(drawn.clips.length).toBeLessThanOrEqual(5000);
    expect(drawn.gaps.length).toBeLessThanOrEqual(5000);
    expect(drawn.resolutionMs).toBeGreaterThan(0);
    expect(JSON.stringify(drawn).length).toBeLessThan(2_500_000);
  });

  it('whatever the resolution: every clip and every finding lies in one that is drawn', () => {
    const lengths = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 50 }), fc.constantFrom('archived', 'failed', 'not-recorded', 'expired')),
      {
        minLength: 1,
        maxLength: 30,
      },
    );
    void fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 80 }), (parts, resolution) => {
        let at = 0;
        const coverage = parts.map(([length, kind]) => {
          at += length;
          return span(at - length, at, kind as CoverageKind);
        });
        const clips = coverage
          .filter(({ kind }) => kind === 'archived')
          .map(({ startMs, endMs }) => clip(startMs, endMs));

        const drawn = drawTimeline(clips, coverage, resolution);

        const holds = (list: readonly { startMs: number; endMs: number }[], each: { startMs: number; endMs: number }) =>
          list.some(({ startMs, endMs }) => startMs <= each.startMs && endMs >= each.endMs);
        for (const each of clips) expect(holds(drawn.clips, each)).toBe(true);
        for (const each of coverage) {
          if (each.kind !== 'failed' && each.kind !== 'expired') continue;
          expect(
            holds(
              drawn.gaps.filter(({ reason }) => reason === each.kind),
              each,
            ),
          ).toBe(true);
        }
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});
