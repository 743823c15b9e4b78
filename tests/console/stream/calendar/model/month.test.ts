import {
  dayByKey,
  daysOf,
  footageOfDay,
  monthAfter,
  monthOf,
  spanOfMonth,
  weeksOf,
} from '../../../../../console/stream/calendar/model/month.ts';
import { NO_FOOTAGE } from '../../../../../console/stream/timeline/model/Footage.ts';

const NOVEMBER = { year: 2026, month: 10 };
const FEBRUARY = { year: 2028, month: 1 };
const of = (day: number, hour = 0) => new Date(2026, 10, day, hour).getTime();

test('months follow each other over the turn of the year', () => {
  expect([monthOf(of(30, 23)), monthAfter(NOVEMBER, 2), monthAfter({ year: 2027, month: 0 }, -1)]).toEqual([
    NOVEMBER,
    { year: 2027, month: 0 },
    { year: 2026, month: 11 },
  ]);
});

test('the days of a month are all of it', () => {
  const days = daysOf(FEBRUARY);
  expect(days.map(({ day }) => day)).toEqual(Array.from({ length: 29 }, (_, at) => at + 1));
  expect({ startMs: days[0]?.startMs, endMs: days.at(-1)?.endMs }).toEqual(spanOfMonth(FEBRUARY));
  expect(days.slice(1).every(({ startMs }, at) => startMs === days[at]?.endMs)).toBe(true);
});

test.each([
  // November 2026 begins on a Sunday.
  ['Monday', 1, 6, 6],
  ['Sunday', 7, 0, 5],
  ['Saturday', 6, 1, 5],
])('weeks that begin on %s', (_, first, lead, count) => {
  const weeks = weeksOf(NOVEMBER, first);
  expect(weeks).toHaveLength(count);
  expect(weeks[0]?.findIndex((day) => day !== undefined)).toBe(lead);
  expect(weeks.flat().flatMap((day) => day?.day ?? [])).toHaveLength(30);
  expect(weeks.every(({ length }) => length === 7)).toBe(true);
});

test('a day has footage from its first moment on, and says whether some is missing', () => {
  const clip = (startMs: number, endMs: number) => ({ clipId: '', startMs, endMs });
  const footage = {
    ...NO_FOOTAGE,
    clips: [clip(of(3, 22), of(4, 2)), clip(of(6, 9), of(6, 10))],
    gaps: [
      { startMs: of(5), endMs: of(6), reason: 'not-recorded' },
      { startMs: of(6, 10), endMs: of(6, 11), reason: 'failed' },
    ],
  };
  const days = daysOf(NOVEMBER).slice(1, 7);
  expect(days.map((day) => footageOfDay(footage, day))).toEqual([
    { kind: 'none' },
    { kind: 'footage', firstMs: of(3, 22), isIncomplete: false },
    { kind: 'footage', firstMs: of(4), isIncomplete: false },
    { kind: 'none' },
    { kind: 'footage', firstMs: of(6, 9), isIncomplete: true },
    { kind: 'none' },
  ]);
});

test.each([
  ['ArrowLeft', 1, 2026, 9, 31],
  ['ArrowRight', 30, 2026, 11, 1],
  ['ArrowUp', 3, 2026, 9, 27],
  ['ArrowDown', 21, 2026, 10, 28],
  // The 18th is a Wednesday, in a week from Monday to Sunday.
  ['Home', 18, 2026, 10, 16],
  ['End', 18, 2026, 10, 22],
  ['PageUp', 30, 2026, 9, 30],
  ['PageDown', 30, 2026, 11, 30],
])('%s leads from day %i', (key, day, year, month, to) => {
  expect(dayByKey(key, NOVEMBER, day, 1)).toEqual({ month: { year, month }, day: to });
});

test('the 31st is the last day of a shorter month, and other keys mean nothing', () => {
  expect(dayByKey('PageDown', { year: 2027, month: 0 }, 31, 1)).toEqual({ month: { year: 2027, month: 1 }, day: 28 });
  expect(dayByKey('x', NOVEMBER, 1, 1)).toBeUndefined();
});
