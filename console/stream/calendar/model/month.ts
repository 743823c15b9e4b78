import { type Footage, firstEndingAfter, type Span } from '../../timeline/model/Footage.ts';

/** A month of the wall clock. */
export interface Month {
  readonly year: number;
  /** 0 to 11. */
  readonly month: number;
}

/** A day of the wall clock: 23 or 25 hours where the clock is changed. */
export interface Day extends Span {
  readonly day: number;
}

/** UTC of midnight in the browser's zone; what is no date of the calendar runs over into the next one. */
const midnight = (year: number, month: number, day: number): number => new Date(year, month, day).getTime();

/** The month in which a moment lies. */
export function monthOf(ms: number): Month {
  const date = new Date(ms);
  return { year: date.getFullYear(), month: date.getMonth() };
}

/** So many months on. */
export function monthAfter({ year, month }: Month, months: number): Month {
  return monthOf(midnight(year, month + months, 1));
}

/** All of it. */
export const spanOfMonth = ({ year, month }: Month): Span => ({
  startMs: midnight(year, month, 1),
  endMs: midnight(year, month + 1, 1),
});

/** Its days, in order. */
export function daysOf({ year, month }: Month): readonly Day[] {
  const count = new Date(year, month + 1, 0).getDate();
  return Array.from({ length: count }, (_, at) => ({
    day: at + 1,
    startMs: midnight(year, month, at + 1),
    endMs: midnight(year, month, at + 2),
  }));
}

/**
 * Its days as weeks of seven places; empty where the week is another month's.
 *
 * @param firstWeekday 1 (Monday) to 7 (Sunday)
 */
export function weeksOf(month: Month, firstWeekday: number): readonly (readonly (Day | undefined)[])[] {
  const days = daysOf(month);
  const weekday = new Date(month.year, month.month, 1).getDay();
  const lead = (weekday - (firstWeekday % 7) + 7) % 7;
  const weeks = Math.ceil((lead + days.length) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_place, at) => days[week * 7 + at - lead]),
  );
}

/** What a day has of a stream. */
export type DayFootage =
  | { readonly kind: 'none' }
  /** From its first moment on; with something missing that was recorded, or without. */
  | { readonly kind: 'footage'; readonly firstMs: number; readonly isIncomplete: boolean };

/** Reasons of gaps where something was recorded, and is not there. */
const MISSING = ['failed', 'expired', 'unsupported-media'];

/** What a day has, given the footage about it. */
export function footageOfDay({ clips, gaps }: Footage, { startMs, endMs }: Span): DayFootage {
  const first = clips[firstEndingAfter(clips, startMs)];
  if (first === undefined || first.startMs >= endMs) return { kind: 'none' };
  const isIncomplete = gaps.some((gap) => MISSING.includes(gap.reason) && gap.startMs < endMs && gap.endMs > startMs);
  return { kind: 'footage', firstMs: Math.max(first.startMs, startMs), isIncomplete };
}

/**
 * Where a key leads from a day of a month: the month and the day in it; undefined where it means nothing here.
 *
 * @param day 1 to 31
 */
export function dayByKey(
  key: string,
  month: Month,
  day: number,
  firstWeekday: number,
): { readonly month: Month; readonly day: number } | undefined {
  const by = (days: number) => dateOf(midnight(month.year, month.month, day + days));
  const weekday = (new Date(month.year, month.month, day).getDay() - (firstWeekday % 7) + 7) % 7;
  switch (key) {
    case 'ArrowLeft':
      return by(-1);
    case 'ArrowRight':
      return by(1);
    case 'ArrowUp':
      return by(-7);
    case 'ArrowDown':
      return by(7);
    case 'Home':
      return by(-weekday);
    case 'End':
      return by(6 - weekday);
    case 'PageUp':
      return inMonth(monthAfter(month, -1), day);
    case 'PageDown':
      return inMonth(monthAfter(month, 1), day);
    default:
      return undefined;
  }
}

const dateOf = (ms: number) => ({ month: monthOf(ms), day: new Date(ms).getDate() });

/** The same day of another month, or its last one. */
export function inMonth(month: Month, day: number): { readonly month: Month; readonly day: number } {
  return { month, day: Math.min(day, daysOf(month).length) };
}
