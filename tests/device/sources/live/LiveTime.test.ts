import { LiveTime } from '../../../../device/sources/live/LiveTime.ts';

const NOW_MS = 1_795_000_000_000;

/** 25 pictures a second with a key frame every 2 s; `delayMs` says how late each one arrives. */
function play(seconds: number, delayMs: (sourceMs: number) => number, rate = 1) {
  const steps: number[] = [];
  const time = new LiveTime({ onStep: (ms) => steps.push(ms) });
  const times: number[] = [];
  for (let picture = 0; picture < seconds * 25; picture += 1) {
    const sourceMs = picture * 40;
    if (picture === 0) time.anchor(NOW_MS, 0, NOW_MS);
    times.push(time.place(sourceMs, NOW_MS + sourceMs * rate + delayMs(sourceMs), picture % 50 === 0));
  }
  return { times, steps };
}

test('jitter moves nothing', () => {
  const { times, steps } = play(60, (ms) => (ms * 7_919) % 300);

  expect(times.every((timeMs, index) => Math.abs(timeMs - NOW_MS - index * 40) <= 300)).toBe(true);
  expect(steps).toEqual([]);
});

test('what a network holds up for ten seconds keeps its times', () => {
  const heldUp = (ms: number) => (ms >= 20_000 && ms < 30_000 ? 30_000 - ms : 0);

  const { times, steps } = play(60, heldUp);

  expect(times).toEqual(times.map((_, index) => NOW_MS + index * 40));
  expect(steps).toEqual([]);
});

test('two clocks that drift apart by 200 ppm stay within a fraction of a second for hours', () => {
  const hours = 2 * 3_600;
  const { times, steps } = play(hours, () => 0, 1.0002);

  const lastMs = (hours * 25 - 1) * 40 * 1.0002;
  expect(Math.abs((times.at(-1) ?? 0) - NOW_MS - lastMs)).toBeLessThan(50);
  expect(steps).toEqual([]);
  expect(times.every((timeMs, index) => index === 0 || timeMs > (times[index - 1] ?? 0))).toBe(true);
});

test('a stream whose own time begins anew goes on by the clock, and it is told', () => {
  const steps: number[] = [];
  const time = new LiveTime({ onStep: (ms) => steps.push(ms) });
  time.anchor(NOW_MS - 90_000, 90_000, NOW_MS);

  const before = time.place(90_000, NOW_MS, true);
  const after = time.place(0, NOW_MS + 40, true);

  expect([before, after]).toEqual([NOW_MS, NOW_MS + 40]);
  expect(steps).toHaveLength(1);
});
