import { ArchiverError } from '../../../core/errors.ts';
import type { NewestFirst } from '../../../core/ports/imageStore.ts';
import { parseTime } from '../../../core/time/parseTime.ts';

/**
 * The span of producer time that a list is asked for; open where it names no end.
 *
 * @throws ArchiverError `InvalidInput`, naming the parameter
 */
export function spanOf(
  query: Readonly<Record<string, string | undefined>>,
  now: number,
): Pick<NewestFirst, 'fromMs' | 'toMs'> {
  const { from, to } = query;
  const fromMs = from === undefined ? undefined : parseTime(from, 'from', now);
  const toMs = to === undefined ? undefined : parseTime(to, 'to', now);
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) {
    throw new ArchiverError('InvalidInput', `from: ${from} is not before to: ${to}`, { details: { field: 'from' } });
  }
  return { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) };
}

/** A label as a search names it. @throws ArchiverError `InvalidInput` */
export function labelOf(value: string | undefined): { readonly label?: string } {
  if (value === undefined) return {};
  if (/^[^\p{Cc}]{1,128}$/u.test(value)) return { label: value };
  throw new ArchiverError('InvalidInput', `label: ${JSON.stringify(value)} is no label`, {
    details: { field: 'label' },
  });
}

/** A yes or a no. @throws ArchiverError `InvalidInput` */
export function truthOf(value: string | undefined, field: string): boolean | undefined {
  if (value === undefined) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new ArchiverError('InvalidInput', `${field}: ${JSON.stringify(value)} is neither true nor false`, {
    details: { field },
  });
}
