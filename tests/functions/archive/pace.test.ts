import { paced } from '../../../functions/archive/steps/pace.ts';

/** A clock whose time passes only where somebody sleeps. */
function simulated() {
  let nowMs = 1000;
  const sleeps: number[] = [];
  const clock = {
    now: () => nowMs,
    sleep: async (ms: number) => {
      sleeps.push(ms);
      nowMs += ms;
    },
  };
  const system = { clock, random: { fraction: () => 0, bytes: () => new Uint8Array(), uuid: () => '' } };
  return { ports: { system, clipsAtOnce: 4 }, sleeps, pass: (ms: number) => (nowMs += ms) };
}

describe('the pace of a plan', () => {
  it.each<[string, 'live' | 'range' | 'backfill', number, number, number, number[]]>([
    // Four at once, 200 points each, 450 a second: 1.78 s a clip.
    ['a range: no faster than its share', 'range', 200, 10, 500, [1278]],
    ['backfill: the same', 'backfill', 200, 10, 500, [1278]],
    ['slow by itself: not held up', 'backfill', 200, 10, 2000, []],
    ['the first two of a pass begin at once', 'range', 200, 1, 500, [1278]],
    ['the third waits for its points', 'range', 200, 2, 500, [445, 1278]],
    ['the fourth for its own', 'range', 200, 3, 500, [889, 1278]],
    ['short clips begin at once', 'range', 5, 3, 10, [35]],
    ['live: never held up', 'live', 200, 3, 0, []],
  ])('%s', async (_name, leaseKind, points, turn, tookMs, expected) => {
    const { ports, sleeps, pass } = simulated();

    const result = await paced({ leaseKind }, points, turn, ports, async () => {
      pass(tookMs);
      return 'done';
    });

    expect(result).toBe('done');
    expect(sleeps).toEqual(expected);
  });
});
