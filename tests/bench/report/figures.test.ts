import { median, rounded } from '../../../bench/report/figures.ts';

describe('figures', () => {
  test.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('of nothing there is no median', () => {
    expect(median([])).toBeNaN();
  });

  test.each([
    [1234.5678, 1230],
    [0.0123456, 0.0123],
    [2, 2],
  ])('%d is told as %d', (value, told) => {
    expect(rounded(value)).toBe(told);
  });
});
