import { ArchiverError } from '../errors.ts';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/;
const RELATIVE = /^-(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** 9999-12-31: later than any footage, and the last year that RFC 3339 can write. */
const LATEST_MS = 253_402_300_799_999;

/**
 * A moment as people and programs write it: RFC 3339 with an offset (`2026-11-21T14:00:00Z`), epoch milliseconds (a
 * number or digits), or, where `now` is given, relative to it (`-2h`, `-90s`, `now`).
 *
 * @returns UTC epoch milliseconds
 * @throws ArchiverError `InvalidInput`, naming `field`
 */
export function parseTime(value: unknown, field: string, now?: number): number {
  const ms = read(value, now);
  if (ms === undefined || !Number.isFinite(ms) || ms < 0 || ms > LATEST_MS) {
    const forms = now === undefined ? '' : ', or relative such as -2h';
    throw new ArchiverError(
      'InvalidInput',
      `${field}: ${JSON.stringify(value)} is no time; give RFC 3339 such as 2026-11-21T14:00:00Z, or epoch milliseconds${forms}`,
      { details: { field } },
    );
  }
  return Math.round(ms);
}

function read(value: unknown, now: number | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  if (RFC_3339.test(value)) return Date.parse(value.replace(' ', 'T'));
  if (now === undefined) return undefined;
  if (value === 'now') return now;
  const relative = RELATIVE.exec(value);
  if (relative === null) return undefined;
  const [, count, unit] = relative;
  return now - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
