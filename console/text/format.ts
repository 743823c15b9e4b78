/** A message with `{name}`s in it, and what they stand for. A name without a value stays as it is. */
export function fill(message: string, values: Readonly<Record<string, string | number>>): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** The form of a message for a count, by the language's plural rules; `{count}` is filled in. */
export function countOf(
  forms: { readonly one: string; readonly other: string },
  count: number,
  language: string,
): string {
  const form = new Intl.PluralRules(language).select(count) === 'one' ? forms.one : forms.other;
  return fill(form, { count: new Intl.NumberFormat(language).format(count) });
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** A length of time in its two largest units (`2 hr, 5 min`), as the language has it; under a second is `0 sec`. */
export function formatSpan(ms: number, language: string): string {
  const first = UNITS.findIndex(([, unit]) => ms >= unit);
  const from = first < 0 ? UNITS.length - 1 : first;
  let rest = Math.max(0, ms);
  const parts = UNITS.slice(from, from + 2).map(([unit, unitMs]) => {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    return { unit, count };
  });
  return parts
    .filter(({ count }, at) => at === 0 || count > 0)
    .map(({ unit, count }) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(count),
    )
    .join(', ');
}
