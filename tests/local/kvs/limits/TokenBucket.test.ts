import { TokenBucket } from '../../../../local/kvs/limits/TokenBucket.ts';

function bucket(perSecond: number) {
  let now = 1000;
  const clock = { now: () => now, sleep: async () => undefined };
  return { tokens: new TokenBucket(clock, perSecond), pass: (ms: number) => (now += ms) };
}

test('gives what is in it, and fills with time', () => {
  const { tokens, pass } = bucket(10);
  expect(Array.from({ length: 11 }, () => tokens.take(1))).toEqual([...Array(10).fill(true), false]);
  pass(99);
  expect(tokens.take(1)).toBe(false);
  pass(1);
  expect(tokens.take(1)).toBe(true);
  pass(60_000);
  expect(tokens.take(10)).toBe(true);
  expect(tokens.take(1)).toBe(false);
});

test('more than all of it passes when it is full, and is paid off', () => {
  const { tokens, pass } = bucket(500);
  expect(tokens.take(1000)).toBe(true);
  pass(1000);
  expect(tokens.take(1)).toBe(false);
  pass(2);
  expect(tokens.take(1)).toBe(true);
  expect(tokens.take(1000)).toBe(false);
});

test('a clock that goes back takes nothing away, and gives nothing', () => {
  const { tokens, pass } = bucket(10);
  expect(tokens.take(5)).toBe(true);
  pass(-5000);
  expect(tokens.take(6)).toBe(false);
  expect(tokens.take(5)).toBe(true);
});
