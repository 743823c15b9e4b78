import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, m: 60_000, h: 3_600_000 };

/** Reads a span of time in [0, maxMs] as milliseconds: `10s`, `500ms`, `2min`, `1h`; a bare number is seconds. */
export function timeSpan(maxMs: number): (text: string) => number {
  return (text) => {
    const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/.exec(text.trim());
    const ms = match === null ? Number.NaN : Math.round(Number(match[1]) * (UNITS[match[2] ?? 's'] ?? Number.NaN));
    if (ms >= 0 && ms <= maxMs) return ms;
    throw new InvalidArgumentError(`It must be a span of at most ${maxMs / 1_000} s, such as 10s or 2min.`);
  };
}
