import { InvalidArgumentError } from 'commander';
import { byteSize } from '../../../cli/options/byteSize.ts';
import { timeSpan } from '../../../cli/options/timeSpan.ts';

test.each([
  ['500000000', 500_000_000],
  ['500M', 500_000_000],
  ['2GB', 2_000_000_000],
  ['1.5 GiB', 1_610_612_736],
  ['64ki', 65_536],
  ['1t', 1_000_000_000_000],
])('a size of %s', (text, bytes) => {
  expect(byteSize(1)(text)).toBe(bytes);
});

test.each(['', 'much', '-1', '1X', '1e9', '0.2', '99999999T'])('no size: %j', (text) => {
  expect(() => byteSize(1)(text)).toThrow(InvalidArgumentError);
});

test('a size below the smallest', () => {
  expect(() => byteSize(1_000_000)('999999')).toThrow(/at least 1000000 bytes/);
});

test.each([
  ['10', 10_000],
  ['10s', 10_000],
  ['500ms', 500],
  ['1.5min', 90_000],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['0', 0],
])('a span of %s', (text, ms) => {
  expect(timeSpan(3_600_000)(text)).toBe(ms);
});

test.each(['', 'long', '-1s', '1d', '61min', 'NaN'])('no span: %j', (text) => {
  expect(() => timeSpan(3_600_000)(text)).toThrow(InvalidArgumentError);
});
