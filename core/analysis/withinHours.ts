const formats = new Map<string, Intl.DateTimeFormat>();

/** The clock of a time zone; making one costs more than asking it. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  formats.set(timeZone, made);
  return made;
}

/**
 * Whether a moment lies in hours of the day, `from` inclusive, `to` not; over midnight where `from` is later than `to`.
 *
 * @param hours `HH:MM` by the clock of `timeZone`, summer time as it is there
 * @param ms UTC epoch milliseconds
 */
export function withinHours(hours: { from: string; to: string; timeZone: string }, ms: number): boolean {
  const { from, to, timeZone } = hours;
  const time = clockOf(timeZone).format(ms);
  return from < to ? time >= from && time < to : time >= from || time < to;
}
