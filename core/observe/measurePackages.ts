import { happenings, type Measurement, measurements } from './metrics.ts';

/** What looking again at packages found: how old the oldest is that is being made (0 where none is), and what was lost. */
export function measurePackages(found: {
  readonly oldestMs: number;
  readonly started: readonly string[];
}): Measurement[] {
  return [
    ...measurements({ OldestPackageAge: Math.round(found.oldestMs / 1000) }),
    ...happenings({ PackagesFoundAgain: found.started.length }),
  ];
}
