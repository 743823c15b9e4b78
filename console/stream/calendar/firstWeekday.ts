/** Newer than the library of types: a method in some browsers, a property in others before. */
interface WithWeek {
  readonly weekInfo?: { readonly firstDay: number };
  readonly getWeekInfo?: () => { readonly firstDay: number };
}

/** With which day a week begins where a language is spoken: 1 (Monday) to 7 (Sunday). */
export function firstWeekday(language: string): number {
  const locale = new Intl.Locale(language) as Intl.Locale & WithWeek;
  return locale.getWeekInfo?.().firstDay ?? locale.weekInfo?.firstDay ?? 1;
}
