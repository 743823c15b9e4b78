import { ticksOf } from '../../../../../console/stream/timeline/model/ticks.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const UTC = () => 0;
/** Berlin at the end of March 2026: an hour is skipped at 01:00 UTC of the 29th. */
const SPRING = Date.UTC(2026, 2, 29, 1);
const berlin = (ms: number) => (ms < SPRING ? HOUR : 2 * HOUR);

test.each<[string, number, readonly string[], readonly string[]]>([
  [
    'a day',
    DAY,
    ['day', 'hour', 'hour', 'hour', 'hour', 'hour', 'hour', 'hour'],
    ['00:00', '03:00', '06:00', '09:00', '12:00', '15:00', '18:00', '21:00'],
  ],
  [
    'a minute',
    60_000,
    ['day', 'second', 'second', 'second', 'second', 'second'],
    ['00:00', '00:00', '00:00', '00:00', '00:00', '00:00'],
  ],
  [
    'a second',
    1000,
    ['day', 'fraction', 'fraction', 'fraction', 'fraction'],
    ['00:00', '00:00', '00:00', '00:00', '00:00'],
  ],
])('%s has marks on round times', (_, span, kinds, times) => {
  const fromMs = Date.UTC(2026, 2, 10);
  const ticks = ticksOf({ fromMs, toMs: fromMs + span, width: 800 }, 84, UTC);
  expect(ticks.map(({ kind }) => kind)).toEqual(kinds);
  expect(ticks.map(({ ms }) => new Date(ms).toISOString().slice(11, 16))).toEqual(times);
});

test('midnight stays midnight where the clock is put forward, and no mark comes twice', () => {
  const fromMs = Date.UTC(2026, 2, 28, 23) - 2 * DAY;
  const ticks = ticksOf({ fromMs, toMs: fromMs + 4 * DAY, width: 800 }, 84, berlin);
  const days = ticks
    .filter(({ kind }) => kind === 'day')
    .map(({ ms }) => new Date(ms + berlin(ms)).toISOString().slice(0, 16));
  expect(days).toEqual([
    '2026-03-27T00:00',
    '2026-03-28T00:00',
    '2026-03-29T00:00',
    '2026-03-30T00:00',
    '2026-03-31T00:00',
  ]);
  expect(new Set(ticks.map(({ ms }) => ms)).size).toBe(ticks.length);
});

test('the hour that is skipped has no mark of its own', () => {
  const fromMs = SPRING - 2 * HOUR;
  const ticks = ticksOf({ fromMs, toMs: fromMs + 4 * HOUR, width: 800 }, 150, berlin);
  expect(ticks.map(({ ms }) => (ms - fromMs) / HOUR)).toEqual([0, 1, 2, 3]);
});
