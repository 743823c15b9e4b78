import { dayBars } from '../../../cli/timeline/dayBars.ts';
import type { StreamTimeline } from '../../../cli/timeline/StreamTimeline.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 20);
const at = (fromH: number, toH: number) => ({ startMs: START + fromH * HOUR, endMs: START + toH * HOUR });
const timeline = (given: Partial<StreamTimeline>): StreamTimeline => ({
  from: START,
  to: START + DAY,
  coverage: 0,
  clips: [],
  gaps: [],
  unclaimed: [],
  ...given,
});
const clip = (fromH: number, toH: number) => ({ clipId: 'c', ...at(fromH, toH) });

describe('a line a day', () => {
  it('shows how much of each hour is archived, and of what is missing the reason', () => {
    const drawn = dayBars(
      timeline({
        clips: [clip(0, 6), clip(6, 6.5), clip(6.25, 6.75)],
        gaps: [
          { ...at(6.75, 12), reason: 'not-recorded' },
          { ...at(3, 3.001), reason: 'failed' },
          { ...at(12, 14), reason: 'retired' },
          { ...at(14, 15), reason: 'expired', estimated: true },
        ],
        unclaimed: [at(15, 24)],
      }),
      { width: 60, colours: false },
    );

    expect(drawn).toEqual([
      '            0     6     12    18',
      '2026-11-20  ███✗██▆·····◌◌!            45.0 %',
      '            █ archived  ✗ failed  ! expired  ◌ retired  · not-recorded',
    ]);
  });

  it('a day a line, as fine as the terminal is wide, in colours where there are any', () => {
    const given = timeline({ to: START + 2 * DAY, clips: [clip(0, 48)] });

    const wide = dayBars(given, { width: 120, colours: false });
    const coloured = dayBars(given, { width: 60, colours: true });

    expect(wide.slice(1, 3)).toEqual([
      `2026-11-20  ${'█'.repeat(96)}  100.0 %`,
      `2026-11-21  ${'█'.repeat(96)}  100.0 %`,
    ]);
    expect(wide[0]).toBe(
      '            0           3           6           9           12          15          18          21',
    );
    expect(coloured[1]).toBe(`2026-11-20  ${'\x1b[32m█\x1b[0m'.repeat(24)}  100.0 %`);
  });

  it('never rounds up to all', () => {
    const [, line] = dayBars(timeline({ clips: [clip(0, 23.9999)] }), { width: 60, colours: false });

    expect(line).toContain(' 99.9 %');
  });
});
