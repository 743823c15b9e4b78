import type { System } from '../../core/system.ts';
import type { Schedule } from './readSchedules.ts';

export interface SchedulesOptions {
  readonly schedules: readonly Schedule[];
  readonly system: System;
  /** Calls the target; rejects where it cannot be called. */
  invokeTarget(targetArn: string, input: string): Promise<void>;
  /** A tick whose target refused: EventBridge Scheduler would retry, then drop it; here it is told. */
  onFailure(schedule: Schedule, error: unknown): void;
}

export interface Schedules {
  readonly schedules: readonly Schedule[];
  /** Begins to count. */
  start(): void;
  /** Calls a schedule's target now and lets its rate count from now. @returns false where there is none of that name */
  run(name: string): Promise<boolean>;
  close(): Promise<void>;
}

/** The longest single sleep: a clock that was set, or a machine that slept, is noticed after it. */
const LONGEST_SLEEP_MS = 60_000;

/** Documented: Scheduler user guide, "Adding context attributes". */
function fillIn(input: string, schedule: Schedule, dueMs: number, executionId: string): string {
  return input
    .replaceAll('<aws.scheduler.scheduled-time>', new Date(dueMs).toISOString().replace(/\.\d{3}/, ''))
    .replaceAll('<aws.scheduler.execution-id>', executionId)
    .replaceAll('<aws.scheduler.schedule-arn>', schedule.name)
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}

/** Runs the schedules by the injected clock. Ticks that were missed are not made up for: the next one counts. */
export function createSchedules(options: SchedulesOptions): Schedules {
  const { system } = options;
  const closing = new AbortController();
  const anchors = new Map<string, number>();
  const running: Promise<void>[] = [];
  const calls = new Set<Promise<void>>();

  async function fire(schedule: Schedule, dueMs: number): Promise<void> {
    try {
      await options.invokeTarget(schedule.targetArn, fillIn(schedule.input, schedule, dueMs, system.random.uuid()));
    } catch (error) {
      options.onFailure(schedule, error);
    }
  }

  /** The next due time, or undefined when there is none; the anchor may move while somebody sleeps. */
  function nextDue(schedule: Schedule, afterMs: number): number | undefined {
    return schedule.timetable.next(afterMs, anchors.get(schedule.name) ?? afterMs);
  }

  async function keep(schedule: Schedule): Promise<void> {
    let last = system.clock.now();
    for (;;) {
      const due = nextDue(schedule, last);
      if (due === undefined) return;
      const wait = due - system.clock.now();
      if (wait > 0) {
        await system.clock.sleep(Math.min(wait, LONGEST_SLEEP_MS), closing.signal);
        continue;
      }
      last = system.clock.now();
      // A target may take longer than the period: the next tick does not wait for it.
      const call: Promise<void> = fire(schedule, due).finally(() => calls.delete(call));
      calls.add(call);
    }
  }

  return {
    schedules: options.schedules,
    start() {
      const now = system.clock.now();
      for (const schedule of options.schedules) {
        if (!schedule.enabled) continue;
        anchors.set(schedule.name, now);
        running.push(
          keep(schedule).catch((error: unknown) => {
            if (!closing.signal.aborted) options.onFailure(schedule, error);
          }),
        );
      }
    },
    async run(name) {
      const schedule = options.schedules.find((each) => each.name === name || each.logicalId === name);
      if (schedule === undefined) return false;
      const now = system.clock.now();
      anchors.set(schedule.name, now);
      await fire(schedule, now);
      return true;
    },
    async close() {
      closing.abort();
      await Promise.all(running);
      await Promise.all(calls);
    },
  };
}
