import { Cron } from 'croner';
import { ArchiverError } from '../../core/errors.ts';

/** When a schedule is due. Times are UTC epoch milliseconds. */
export interface Timetable {
  /** The first time after `afterMs`; undefined where there is none. `anchorMs` is when a rate began to count. */
  next(afterMs: number, anchorMs: number): number | undefined;
  /** The period of a `rate()`. */
  readonly periodMs?: number;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
  day: 86_400_000,
  days: 86_400_000,
};

const fault = (expression: string, why: string): ArchiverError =>
  new ArchiverError('InvalidInput', `schedule expression ${JSON.stringify(expression)}: ${why}`);

function rate(expression: string, argument: string): Timetable {
  const match = /^(\d+) (minutes?|hours?|days?)$/.exec(argument.trim());
  const unit = UNIT_MS[match?.[2] ?? ''];
  const count = Number(match?.[1] ?? 0);
  if (unit === undefined || count < 1) throw fault(expression, 'rate needs a positive number and a unit');
  const periodMs = count * unit;
  return {
    periodMs,
    // Always on the grid of its anchor: ticks that were missed (a laptop asleep) are not made up for.
    next: (afterMs, anchorMs) => anchorMs + (Math.max(0, Math.floor((afterMs - anchorMs) / periodMs)) + 1) * periodMs,
  };
}

/** AWS's six fields (minutes first, year last) for croner, which knows `a/b` only with a range before it. */
function toCroner(argument: string): string {
  const [minute, hour, day, month, weekday, year, ...rest] = argument.trim().split(/\s+/);
  if (year === undefined || rest.length > 0) throw new Error('cron needs six fields');
  const stepped = (field: string, last: number): string =>
    field.replace(/(^|,)(\d+)\/(\d+)/g, (_, before, from, step) => `${before}${from}-${last}/${step}`);
  return [
    '0',
    stepped(minute ?? '', 59),
    stepped(hour ?? '', 23),
    stepped(day ?? '', 31),
    stepped(month ?? '', 12),
    weekday ?? '',
    year,
  ].join(' ');
}

function cron(expression: string, argument: string, timezone: string): Timetable {
  let job: Cron;
  try {
    job = new Cron(toCroner(argument), { paused: true, timezone, alternativeWeekdays: true });
  } catch (error) {
    throw fault(expression, error instanceof Error ? error.message : String(error));
  }
  return { next: (afterMs) => job.nextRun(new Date(afterMs))?.getTime() };
}

function at(expression: string, argument: string, timezone: string): Timetable {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(argument)) throw fault(expression, 'at needs yyyy-mm-ddThh:mm:ss');
  const due = new Cron(argument, { paused: true, timezone }).nextRun(new Date(0))?.getTime();
  if (due === undefined) throw fault(expression, 'no such time');
  return { next: (afterMs) => (due > afterMs ? due : undefined) };
}

/**
 * Reads `rate(…)`, `cron(…)` or `at(…)`. Source: EventBridge Scheduler user guide, "Schedule types".
 * @throws ArchiverError InvalidInput that quotes the expression
 */
export function parseScheduleExpression(expression: string, timezone = 'UTC'): Timetable {
  const match = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim());
  const argument = match?.[2] ?? '';
  if (match?.[1] === 'rate') return rate(expression, argument);
  if (match?.[1] === 'cron') return cron(expression, argument, timezone);
  if (match?.[1] === 'at') return at(expression, argument, timezone);
  throw fault(expression, 'must be rate(…), cron(…) or at(…)');
}
