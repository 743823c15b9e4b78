const UNIT_SECONDS = { minute: 60, hour: 3600, day: 86_400 };
/** What is assumed of a `cron()`, which may rest over night: as core/observe/schedulePeriod.ts. */
const OTHERWISE = 86_400;

/** The time between two ticks of a schedule, in seconds. */
function periodSeconds(expression) {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression.trim()) ?? [];
  return unit === undefined ? OTHERWISE : Number(count) * UNIT_SECONDS[unit];
}

module.exports = { periodSeconds };
