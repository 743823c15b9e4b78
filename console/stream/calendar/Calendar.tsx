import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useMonth } from '../../api/recordedDays.ts';
import { now } from '../../system/clock.ts';
import { useText } from '../../text/useText.ts';
import { NO_FOOTAGE } from '../timeline/model/Footage.ts';
import styles from './Calendar.module.css';
import { firstWeekday } from './firstWeekday.ts';
import {
  type Day,
  type DayFootage,
  dayByKey,
  footageOfDay,
  inMonth,
  monthAfter,
  monthOf,
  weeksOf,
} from './model/month.ts';

export interface CalendarProps {
  readonly stream: string;
  /** The moment that is seen: its day has the focus at first. */
  readonly atMs: number;
  /** A day with footage was chosen, and when its first begins. */
  readonly onChoose: (firstMs: number, day: Day) => void;
}

/** A month of a stream: which of its days have footage, and on which something is missing. */
export function Calendar({ stream, atMs, onChoose }: CalendarProps) {
  const { calendar, app } = useText();
  const [place, setPlace] = useState(() => ({ month: monthOf(atMs), day: new Date(atMs).getDate() }));
  const { data = NO_FOOTAGE, isPlaceholderData, error } = useMonth(stream, place.month);
  const grid = useRef<HTMLTableElement>(null);
  const byKey = useRef(true);
  const language = document.documentElement.lang;
  const first = firstWeekday(language);
  const weeks = weeksOf(place.month, first);
  const title = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric' });
  const spoken = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows the day
  useEffect(() => {
    // At first the dialog gives the focus away, a moment after this.
    if (byKey.current) queueMicrotask(() => grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
    byKey.current = false;
  }, [place]);

  const turn = (months: number) => () => setPlace(inMonth(monthAfter(place.month, months), place.day));
  const choose = (day: Day, footage: DayFootage) => () => {
    if (footage.kind === 'footage') onChoose(footage.firstMs, day);
  };
  const key = (event: KeyboardEvent): void => {
    const next = dayByKey(event.key, place.month, place.day, first);
    if (next === undefined) return;
    event.preventDefault();
    byKey.current = true;
    setPlace(next);
  };
  return (
    <div className={styles.calendar}>
      <div className={styles.head}>
        <button type="button" aria-label={calendar.before} onClick={turn(-1)}>
          ‹
        </button>
        <p aria-live="polite">{title.format(new Date(place.month.year, place.month.month, 1))}</p>
        <button type="button" aria-label={calendar.after} onClick={turn(1)}>
          ›
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the pattern of a date grid (ARIA Authoring Practices) */}
      <table ref={grid} role="grid" aria-label={calendar.days} aria-busy={isPlaceholderData} onKeyDown={key}>
        <thead>
          <tr>
            {weekdays(first, language).map(({ short, long }) => (
              <th key={long} scope="col" abbr={long}>
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week, at) => (
            <tr key={week.find((day) => day !== undefined)?.startMs ?? at}>
              {week.map((day, weekday) => {
                // biome-ignore lint/suspicious/noArrayIndexKey: an empty place is nothing but its place
                if (day === undefined) return <td key={`empty ${weekday}`} />;
                const footage = footageOfDay(data, day);
                const what = footage.kind === 'none' ? 'none' : footage.isIncomplete ? 'incomplete' : 'footage';
                return (
                  <td key={day.day}>
                    <button
                      type="button"
                      tabIndex={day.day === place.day ? 0 : -1}
                      data-what={what}
                      aria-current={day.startMs <= now() && now() < day.endMs ? 'date' : undefined}
                      aria-disabled={footage.kind === 'none'}
                      aria-label={`${spoken.format(day.startMs)}, ${calendar.what[what]}`}
                      onClick={choose(day, footage)}
                      onFocus={() => day.day !== place.day && setPlace({ ...place, day: day.day })}
                    >
                      {day.day}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p role="status" className={styles.pending}>
        {error === null ? isPlaceholderData && app.loading : error.message}
      </p>
    </div>
  );
}

/** The names of the days of the week; the 1st of January 2024 was a Monday. */
function weekdays(first: number, language: string) {
  const name = (at: number, weekday: 'short' | 'long') =>
    new Intl.DateTimeFormat(language, { weekday }).format(new Date(2024, 0, first + at));
  return Array.from({ length: 7 }, (_, at) => ({ short: name(at, 'short'), long: name(at, 'long') }));
}
