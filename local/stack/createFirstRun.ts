import type { System } from '../../core/system.ts';
import type { Schedule } from '../schedule/readSchedules.ts';

/** The first run follows the first footage by this time: a clip or two is then complete. */
const FIRST_RUN_DELAY_MS = 15_000;

/** The schedule that archives: of those that start the archive machine, the most frequent. */
export function archiveSchedule(
  schedules: readonly Schedule[],
  archiveMachineArn: string | undefined,
): Schedule | undefined {
  return schedules
    .filter((schedule) => schedule.enabled && schedule.targetArn === archiveMachineArn)
    .sort((a, b) => (a.timetable.periodMs ?? Number.MAX_VALUE) - (b.timetable.periodMs ?? Number.MAX_VALUE))[0];
}

export interface FirstRun {
  /** Told of every fragment that was persisted; acts on the first. */
  fragmentPersisted(): void;
  close(): Promise<void>;
}

/** Runs `begin` once, 15 s after the first fragment since the start: nobody should wait for a whole period to see it work. */
export function createFirstRun(system: System, begin: () => Promise<void>): FirstRun {
  const closing = new AbortController();
  let waiting: Promise<void> | undefined;
  return {
    fragmentPersisted() {
      waiting ??= system.clock.sleep(FIRST_RUN_DELAY_MS, closing.signal).then(
        () => begin(),
        () => undefined, // The stack was closed first.
      );
    },
    async close() {
      closing.abort();
      await waiting;
    },
  };
}
