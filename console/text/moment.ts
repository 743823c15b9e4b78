const language = (): string => document.documentElement.lang;

/** A moment with its date, to the second, in the browser's time zone. */
export const formatMoment = (ms: number): string =>
  new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'medium' }).format(ms);

/** Beside others: the year goes without saying. */
export const formatShort = (ms: number): string =>
  new Intl.DateTimeFormat(language(), {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(ms);
