import { setImmediate as turn } from 'node:timers/promises';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { Clock, System } from '../../../core/system.ts';
import { createSchedules, type Schedules } from '../../../local/schedule/createSchedules.ts';
import { parseScheduleExpression } from '../../../local/schedule/parseScheduleExpression.ts';
import type { Schedule } from '../../../local/schedule/readSchedules.ts';
import { archiveSchedule, createFirstRun } from '../../../local/stack/createFirstRun.ts';

/** A clock that stands still until it is moved. */
function standingClock(
  startMs: number,
): Clock & { advance(ms: number): Promise<void>; jump(ms: number): Promise<void> } {
  let now = startMs;
  let sleepers: { until: number; wake: () => void }[] = [];
  const settle = async (): Promise<void> => {
    for (let index = 0; index < 10; index += 1) await turn();
  };
  const wakeDue = async (): Promise<void> => {
    const due = sleepers.filter((sleeper) => sleeper.until <= now);
    sleepers = sleepers.filter((sleeper) => sleeper.until > now);
    for (const sleeper of due) sleeper.wake();
    await settle();
  };
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const abort = (): void => reject(signal?.reason);
        signal?.addEventListener('abort', abort);
        const wake = (): void => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        sleepers.push({ until: now + ms, wake });
      }),
    /** Every sleeper in between is woken at its time. */
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const next = Math.min(...sleepers.map((sleeper) => sleeper.until));
        if (next > end) break;
        now = next;
        await wakeDue();
      }
      now = end;
    },
    /** As a machine that slept: time is gone at once. */
    async jump(ms) {
      now += ms;
      await settle();
      await wakeDue();
    },
  };
}

const START = Date.UTC(2026, 10, 21, 12);

function schedule(name: string, expression: string, over: Partial<Schedule> = {}): Schedule {
  return {
    name,
    logicalId: `${name}Id`,
    enabled: true,
    timetable: parseScheduleExpression(expression),
    targetArn: 'arn:target',
    input: '{}',
    ...over,
  };
}

describe('createSchedules', () => {
  let clock: ReturnType<typeof standingClock>;
  let system: System;
  let calls: string[];
  let failures: string[];
  const opened: Schedules[] = [];

  function open(list: Schedule[], invoke: (input: string) => Promise<void> = async () => undefined): Schedules {
    const made = createSchedules({
      schedules: list,
      system,
      async invokeTarget(_arn, input) {
        calls.push(`${(clock.now() - START) / 1000}s ${input}`);
        await invoke(input);
      },
      onFailure: (failed, error) => failures.push(`${failed.name}: ${String(error)}`),
    });
    opened.push(made);
    made.start();
    return made;
  }

  beforeEach(() => {
    clock = standingClock(START);
    system = { ...realSystem, clock };
    calls = [];
    failures = [];
  });
  afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));

  test('a rate ticks on its grid; a disabled schedule does not', async () => {
    open([schedule('a', 'rate(5 minutes)'), schedule('off', 'rate(1 minute)', { enabled: false })]);
    await clock.advance(16 * 60_000);
    expect(calls).toEqual(['300s {}', '600s {}', '900s {}']);
  });

  test('ticks that were slept through are not made up for', async () => {
    open([schedule('a', 'rate(1 minute)')]);
    await clock.advance(60_000);
    await clock.jump(3_600_000 + 30_000);
    await clock.advance(60_000);
    expect(calls).toEqual(['60s {}', '3690s {}', '3720s {}']);
  });

  test('a run by hand happens now, and the rate counts from it', async () => {
    const subject = open([schedule('a', 'rate(1 minute)')]);
    await clock.advance(20_000);
    expect(await subject.run('aId')).toBe(true);
    expect(await subject.run('b')).toBe(false);
    await clock.advance(120_000);
    expect(calls).toEqual(['20s {}', '80s {}', '140s {}']);
  });

  test('a target that fails or hangs does not hold up the next tick, and the failure is told', async () => {
    let count = 0;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    open([schedule('a', 'rate(1 minute)')], () => {
      count += 1;
      return count === 1 ? Promise.reject(new Error('no')) : held;
    });
    await clock.advance(180_000);
    expect(calls).toHaveLength(3);
    expect(failures).toEqual(['a: Error: no']);
    letGo();
  });

  test('context attributes are filled in', async () => {
    open([schedule('a', 'at(2026-11-21T12:00:10)', { input: '{"at":"<aws.scheduler.scheduled-time>"}' })]);
    await clock.advance(60_000);
    expect(calls).toEqual(['10s {"at":"2026-11-21T12:00:10Z"}']);
  });

  test('the first run comes once, 15 s after the first fragment, of the most frequent archive schedule', async () => {
    const list = [
      schedule('daily', 'rate(1 day)'),
      schedule('often', 'rate(5 minutes)'),
      schedule('other', 'rate(1 minute)', { targetArn: 'arn:other' }),
    ];
    expect(archiveSchedule(list, 'arn:target')?.name).toBe('often');
    expect(archiveSchedule(list, undefined)).toBeUndefined();
    const begun: number[] = [];
    const subject = createFirstRun(system, async () => void begun.push((clock.now() - START) / 1000));
    await clock.advance(7_000);
    subject.fragmentPersisted();
    await clock.advance(2_000);
    subject.fragmentPersisted();
    await clock.advance(60_000);
    expect(begun).toEqual([22]);
    await subject.close();
  });

  test('a stack that is closed before makes no first run', async () => {
    const begun: number[] = [];
    const subject = createFirstRun(system, async () => void begun.push(1));
    subject.fragmentPersisted();
    await clock.advance(14_999);
    await subject.close();
    await clock.advance(60_000);
    expect(begun).toEqual([]);
  });
});
