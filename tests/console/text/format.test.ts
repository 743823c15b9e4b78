import { countOf, fill, formatSpan } from '../../../console/text/format.ts';

test.each([
  [0, '0 sec'],
  [59_999, '59 sec'],
  [61_000, '1 min, 1 sec'],
  [3_600_000, '1 hr'],
  [90_061_000, '1 day, 1 hr'],
])('%d ms is %s', (ms, text) => {
  expect(formatSpan(ms, 'en')).toBe(text);
});

test('counts have the form that the language gives them', () => {
  const forms = { one: '{count} gap', other: '{count} gaps' };
  expect([0, 1, 1200].map((count) => countOf(forms, count, 'en'))).toEqual(['0 gaps', '1 gap', '1,200 gaps']);
});

test('a name without a value stays', () => {
  expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
});
