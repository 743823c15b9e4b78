import { checkClock } from '../../../device/clock/checkClock.ts';
import { FollowedClock } from '../../../device/clock/FollowedClock.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 14);
const clockAt = (nowMs: number) => ({ now: () => nowMs, sleep: async () => undefined });
const answering = (date: string | undefined) =>
  (async () => new Response(null, { status: 403, headers: date === undefined ? {} : { date } })) as typeof fetch;
const service = answering(new Date(NOW_MS).toUTCString());

describe('checkClock', () => {
  test.each([
    ['right', 500, 0, undefined],
    ['a few seconds off', 4_000, 3_500, undefined],
    ['a minute ahead', 60_500, 60_000, /1 min ahead of the service's: footage bears that much; set it \(timedatectl/],
    ['a minute behind', -59_500, -60_000, /1 min behind the service's/],
  ])('%s', async (_, offMs, skewMs, notice) => {
    const check = await checkClock('http://kvs', clockAt(NOW_MS + offMs), service);

    expect(check.skewMs).toBe(skewMs);
    if (notice === undefined) expect(check.notice).toBeUndefined();
    else expect(check.notice).toMatch(notice);
  });

  test.each([
    [
      'years ahead',
      Date.UTC(2031, 0, 1),
      /ahead of the service's \(2031-01-01T00:00:00.000Z\).*timedatectl set-ntp true/,
    ],
    ['ten minutes behind', NOW_MS - 599_500, /10 min behind the service's/],
    ['never set', Date.UTC(1970, 0, 2), /clock says 1970-01-02T00:00:00.000Z: it was never set/],
  ])('%s is refused, with what to do', async (_, nowMs, message) => {
    await expect(checkClock('http://kvs', clockAt(nowMs), service)).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringMatching(message),
    });
  });

  test('a service that does not answer is told, and nothing is refused: the network may come later', async () => {
    const silent = (async () => {
      throw new TypeError('fetch failed');
    }) as typeof fetch;

    const check = await checkClock('http://kvs', clockAt(NOW_MS), silent);

    expect(check).toEqual({ skewMs: undefined, notice: expect.stringMatching(/could not be held.*2026-11-21T14:00/) });
  });
});

describe('FollowedClock', () => {
  function setUp() {
    const told: string[] = [];
    const state = { wallMs: NOW_MS, steadyMs: 0 };
    const clock = new FollowedClock(
      { now: () => state.wallMs, sleep: async () => undefined },
      () => state.steadyMs,
      (message) => told.push(message),
    );
    const pass = (ms: number) => {
      state.wallMs += ms;
      state.steadyMs += ms;
      return clock.now();
    };
    return { told, state, pass };
  }

  test('set forward: followed at once, and told', () => {
    const { told, state, pass } = setUp();
    pass(1_000);
    state.wallMs += 3_600_000;

    expect(pass(1_000)).toBe(NOW_MS + 3_602_000);
    expect(told).toEqual([expect.stringMatching(/set forward by 3600.0 s/)]);
  });

  test('set back: never goes back, told once, and follows again when the clock has caught up', () => {
    const { told, state, pass } = setUp();
    pass(1_000);
    state.wallMs -= 60_000;
    const times = Array.from({ length: 30 }, () => pass(1_000));
    state.wallMs += 60_000;

    expect(times).toEqual(Array.from({ length: 30 }, (_, index) => NOW_MS + 2_000 + index * 1_000));
    expect(pass(1_000)).toBe(NOW_MS + 32_000);
    expect(told).toEqual([expect.stringMatching(/set back by 60.0 s.*start again to follow the clock/)]);
  });

  test('a clock that NTP turns slowly is followed without a word', () => {
    const { told, state, pass } = setUp();
    let last = 0;
    for (let second = 0; second < 1_000; second += 1) {
      state.wallMs += 0.5;
      last = pass(1_000);
    }

    expect(last).toBe(Math.round(state.wallMs));
    expect(told).toEqual([]);
  });
});
