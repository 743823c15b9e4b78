import { serverMs } from '../../../core/fragment.ts';
import { chooseWindow, rangeSpan, reachesInto } from '../../../core/windows/chooseWindow.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 21, 12);
const settings = { settleMs: 60_000, relistMs: 900_000, windowMs: HOUR, intervalMs: 300_000 };

const state = (
  behindMs: number,
  options: { retentionHours?: number; createdAgoMs?: number; dailyAgoMs?: number } = {},
) => ({
  watermarkMs: serverMs(NOW - behindMs),
  createdMs: serverMs(NOW - (options.createdAgoMs ?? 100 * 24 * HOUR)),
  retentionHours: options.retentionHours ?? 48,
  dailyPassMs: NOW - (options.dailyAgoMs ?? HOUR),
});
const live = { kind: 'live' as const, startedMs: NOW };
const byHand = { kind: 'stream' as const, startedMs: NOW - 90_000 };
const choose = (
  given: ReturnType<typeof state>,
  run: { kind: 'live' | 'stream' | 'catch-up'; startedMs: number } = live,
) => chooseWindow(given, { intervalSeconds: undefined }, settings, run, NOW);

describe('chooseWindow', () => {
  it('looks from relist below the watermark to now less settle', () => {
    expect(choose(state(400_000))).toMatchObject({
      kind: 'window',
      spans: [{ startMs: NOW - 400_000 - 900_000, endMs: NOW - 60_000 }],
      commitToMs: NOW - 60_000,
      targetMs: NOW - 60_000,
    });
  });

  it('waits until most of an interval has gathered, but only on schedule', () => {
    expect(choose(state(200_000))).toEqual({ kind: 'none', reason: 'not-yet' });
    expect(choose(state(200_000), byHand)).toMatchObject({ kind: 'window', targetMs: NOW - 90_000 });
    expect(choose(state(30_000), { kind: 'catch-up', startedMs: NOW })).toEqual({ kind: 'none', reason: 'caught-up' });
  });

  it('takes on one window at a time', () => {
    expect(choose(state(10 * HOUR))).toMatchObject({ commitToMs: NOW - 9 * HOUR, targetMs: NOW - 60_000 });
  });

  it('lists nothing below the creation or below retention, and names what nobody saw', () => {
    expect(choose(state(2 * HOUR, { createdAgoMs: 2 * HOUR }))).toMatchObject({ spans: [{ startMs: NOW - 2 * HOUR }] });
    expect(choose(state(60 * HOUR))).toMatchObject({
      spans: [{ startMs: NOW - 48 * HOUR, endMs: NOW - 47 * HOUR }],
      unseen: { startMs: NOW - 60 * HOUR, endMs: NOW - 48 * HOUR },
    });
  });

  it('lists the last day, and the last day before retention takes it, once a day', () => {
    expect(choose(state(400_000, { dailyAgoMs: 25 * HOUR, retentionHours: 96 }))).toMatchObject({
      dailyPassMs: NOW,
      spans: [
        { startMs: NOW - 1_300_000 },
        { startMs: NOW - 400_000 - 24 * HOUR, endMs: NOW - 1_300_000 },
        { startMs: NOW - 96 * HOUR, endMs: NOW - 72 * HOUR },
      ],
    });
    expect(choose(state(400_000))).not.toHaveProperty('dailyPassMs');
  });

  it('never commits below the watermark, also where the clock went back', () => {
    const window = choose(state(-50_000), byHand);
    expect(window).toMatchObject({ kind: 'window', commitToMs: NOW + 50_000 });
  });
});

describe('a range of producer time', () => {
  it.each([
    ['begins in it', 1000, 1000, true],
    ['began before and reaches in', -1000, 1500, true],
    ['ended before', -3000, 1500, false],
    ['begins at its end', 10_000, 1000, false],
  ])('takes in a fragment that %s: %#', (_name, producer, lengthMs, expected) => {
    expect(reachesInto({ fromMs: 0, toMs: 10_000 }, { producerMs: producer, lengthMs })).toBe(expected);
  });

  it('lists from one longest fragment earlier', () => {
    expect(rangeSpan({ fromMs: 100_000, toMs: 200_000 })).toEqual({ startMs: 80_000, endMs: 199_999 });
  });
});
