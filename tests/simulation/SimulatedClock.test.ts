import { SimulatedClock, simulatedSystem } from './SimulatedClock.ts';

describe('SimulatedClock', () => {
  test('wakes sleepers in the order of their times, and shows each its own', async () => {
    const clock = new SimulatedClock({ startMs: 0 });
    const woken: [string, number][] = [];
    const sleeper = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push([name, clock.now()]);
    };
    await Promise.all([sleeper('year', 31_536_000_000), sleeper('b', 20), sleeper('a', 10), sleeper('now', 0)]);
    expect(woken).toEqual([
      ['now', 0],
      ['a', 10],
      ['b', 20],
      ['year', 31_536_000_000],
    ]);
  });

  test('an abort ends a sleep with its reason and leaves no sleeper', async () => {
    const clock = new SimulatedClock({ startMs: 0 });
    const controller = new AbortController();
    const sleeping = clock.sleep(100, controller.signal);
    controller.abort('enough');
    await expect(sleeping).rejects.toBe('enough');
    await expect(clock.sleep(1, controller.signal)).rejects.toBe('enough');
    expect([clock.asleep, clock.now()]).toEqual([0, 0]);
  });

  test('stands still while real work is under way', async () => {
    const clock = new SimulatedClock({ startMs: 0 });
    const sleeping = clock.sleep(10);
    await clock.busy(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(clock.now()).toBe(0);
    });
    await sleeping;
    expect(clock.now()).toBe(10);
  });

  test('a seed shuffles those that are due together, always the same way', async () => {
    const order = async (seed: number) => {
      const { clock } = simulatedSystem(seed);
      const woken: number[] = [];
      const names = [0, 1, 2, 3, 4, 5];
      await Promise.all(names.map((name) => clock.sleep(5).then(() => woken.push(name))));
      return woken.join('');
    };
    const orders = await Promise.all([1, 2, 3, 4].map(order));
    expect(await Promise.all([1, 2, 3, 4].map(order))).toEqual(orders);
    expect(new Set(orders).size).toBeGreaterThan(1);
    for (const each of orders) expect([...each].sort().join('')).toBe('012345');
  });
});
