import { ArchiverError } from '../../core/errors.ts';
import { parseTime } from '../../core/time/parseTime.ts';

export interface RangeOptions {
  readonly from?: string;
  readonly to?: string;
}

export const TIME_FORMS = 'RFC 3339, epoch milliseconds, or relative such as -2h';

/**
 * The range that `--from` and `--to` name, in UTC epoch milliseconds; without `--to` it ends now.
 *
 * @throws ArchiverError `InvalidInput`, naming the option
 */
export function readRange({ from, to }: RangeOptions, now: number): { fromMs: number; toMs: number } | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined) throw new ArchiverError('InvalidInput', '--from: is missing; a range has a beginning');
  const range = { fromMs: parseTime(from, '--from', now), toMs: to === undefined ? now : parseTime(to, '--to', now) };
  if (range.fromMs >= range.toMs) {
    throw new ArchiverError('InvalidInput', `--from: ${from} is not before --to ${to ?? 'now'}`);
  }
  return range;
}
