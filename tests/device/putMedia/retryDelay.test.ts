import { retryDelay } from '../../../device/putMedia/retryDelay.ts';

test.each([
  [1, 0, 250],
  [1, 0.999_999, 500],
  [2, 0.5, 750],
  [4, 0, 2_000],
  [7, 0.999_999, 30_000],
  [5_000, 0, 15_000],
])('try %i with %d: %i ms', (attempt, fraction, expected) => {
  expect(retryDelay(attempt, 500, 30_000, fraction)).toBe(expected);
});
