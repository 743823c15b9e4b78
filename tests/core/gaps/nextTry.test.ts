import fc from 'fast-check';
import { nextTry } from '../../../core/gaps/nextTry.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOW = Date.UTC(2026, 10, 21, 14);

describe('when a gap is tried next', () => {
  it.each([
    [1, 5 * MINUTE_MS],
    [2, 15 * MINUTE_MS],
    [3, HOUR_MS],
    [4, 6 * HOUR_MS],
    [5, 24 * HOUR_MS],
    [50, 24 * HOUR_MS],
  ])('after %i rounds in %i ms', (rounds, expected) => {
    expect(nextTry(rounds, NOW, undefined) - NOW).toBe(expected);
    expect(nextTry(rounds, NOW, NOW + 100 * HOUR_MS) - NOW).toBe(expected);
  });

  it.each<[string, number, number]>([
    ['long before it expires: at the last chance at the latest', 2 * HOUR_MS, 75 * MINUTE_MS],
    ['within the last chance: every five minutes', 30 * MINUTE_MS, 5 * MINUTE_MS],
    ['about to expire: when it has', 2 * MINUTE_MS, 2 * MINUTE_MS],
    ['expired: at once', -HOUR_MS, 0],
  ])('%s', (_name, expiresInMs, expected) => {
    expect(nextTry(4, NOW, NOW + expiresInMs) - NOW).toBe(expected);
  });

  it('is tried within the last 45 minutes by a schedule of a quarter of an hour, whatever went before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 * 60 }), fc.integer({ min: 0, max: 14 }), (minutes, phase) => {
        const expiresMs = NOW + minutes * MINUTE_MS;
        const tried: number[] = [NOW];
        let due = nextTry(1, NOW, expiresMs);
        for (let tick = NOW + phase * MINUTE_MS; tick < expiresMs; tick += 15 * MINUTE_MS) {
          if (tick < due) continue;
          tried.push(tick);
          due = nextTry(tried.length, tick, expiresMs);
        }
        const last = tried.at(-1) ?? 0;
        expect(expiresMs - last).toBeLessThanOrEqual(Math.min(minutes, 45) * MINUTE_MS);
        // And never on and on: 45 minutes hold three rounds.
        expect(tried.length).toBeLessThan(5 + minutes / (24 * 60) + 6);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
