const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** What is assumed of a schedule whose expression is no `rate()`: a `cron()` may rest over night. */
const OTHERWISE_MS = 86_400_000;

/** The time between two ticks of a schedule in milliseconds, or a day where the expression does not say. */
export function schedulePeriod(expression: string): number {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression.trim()) ?? [];
  const unitMs = UNIT_MS[unit];
  return unitMs === undefined ? OTHERWISE_MS : Number(count) * unitMs;
}
