import { formatKeyTime, formatSpan, formatTime } from '../../../core/time/formatTime.ts';
import { parseTime } from '../../../core/time/parseTime.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

describe('parseTime', () => {
  it.each([
    ['2026-11-21T12:00:00Z', NOW],
    ['2026-11-21T13:00:00.5+01:00', NOW + 500],
    [NOW, NOW],
    [String(NOW), NOW],
    ['now', NOW],
    ['-90s', NOW - 90_000],
    ['-1.5h', NOW - 5_400_000],
  ])('reads %s', (value, expected) => {
    expect(parseTime(value, 'from', NOW)).toBe(expected);
  });

  it.each(['2026-11-21', '2026-11-21T12:00:00', 'soon', '', '-2', '2026-13-40T12:00:00Z', -5, Number.NaN, null, {}])(
    'refuses %p and names the field',
    (value) => {
      expect(() => parseTime(value, 'from', NOW)).toThrow(
        expect.objectContaining({ name: 'InvalidInput', message: expect.stringMatching(/^from: /) }),
      );
    },
  );

  it('knows no relative time without a present', () => {
    expect(() => parseTime('-2h', 'from')).toThrow(/no time/);
  });
});

describe('formatting', () => {
  it('writes times and key times', () => {
    expect(formatTime(NOW)).toBe('2026-11-21T12:00:00.000Z');
    expect(formatKeyTime(NOW + 7)).toBe('20261121T120000.007Z');
  });

  it.each([
    [1500, '1.5 s'],
    [300_000, '5 min'],
    [400_000, '6 min 40 s'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
    [-2000, '-2 s'],
  ])('writes %i ms as %s', (ms, expected) => {
    expect(formatSpan(ms)).toBe(expected);
  });
});
