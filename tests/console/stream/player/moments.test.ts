import { endOf, momentAt, placeOf } from '../../../../console/stream/player/moments.ts';

/** Twelve seconds, a minute without footage, six seconds. */
const SEGMENTS = [
  { start: 0, duration: 6, programDateTime: 100_000 },
  { start: 6, duration: 6, programDateTime: 106_000 },
  { start: 12, duration: 6, programDateTime: 172_000 },
];

test.each([
  ['before the first', 99_000, { seconds: 0, isThere: false }],
  ['a rounding before the first', 99_600, { seconds: 0, isThere: true }],
  ['within the second', 108_500, { seconds: 8.5, isThere: true }],
  ['where footage is missing', 120_000, { seconds: 12, isThere: false }],
  ['within the last', 173_000, { seconds: 13, isThere: true }],
  ['behind the last', 178_000, undefined],
])('%s', (_, ms, expected) => {
  expect(placeOf(SEGMENTS, ms)).toEqual(expected);
});

test('a place tells its moment, and a moment its place', () => {
  expect([0, 8.5, 11.9995, 12, 13].map((seconds) => momentAt(SEGMENTS, seconds))).toEqual([
    100_000,
    108_500,
    172_000 - 0.5,
    172_000,
    173_000,
  ]);
  expect(endOf(SEGMENTS)).toBe(178_000);
});

test('without segments, or without their times, nothing is known', () => {
  const untimed = [{ start: 0, duration: 6, programDateTime: null }];
  expect([
    placeOf([], 0),
    placeOf(untimed, 0),
    momentAt([], 0),
    momentAt(untimed, 0),
    endOf([]),
    endOf(untimed),
  ]).toEqual(Array(6).fill(undefined));
});
