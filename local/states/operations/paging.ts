import { StatesApiError } from '../StatesApiError.ts';

const DEFAULT_RESULTS = 100;
const MAX_RESULTS = 1000;

/**
 * One page of a list. Documented: API reference: `maxResults` 0 to 1,000, 0 and none meaning 100.
 *
 * @param keyOf what identifies an entry: the token names the last one given, so that new entries do not shift pages
 * @throws StatesApiError InvalidToken, ValidationException
 */
export function page<T>(
  entries: readonly T[],
  keyOf: (entry: T) => string,
  request: Record<string, unknown>,
): { entries: T[]; nextToken?: string } {
  const { maxResults = 0, nextToken } = request;
  if (typeof maxResults !== 'number' || !Number.isInteger(maxResults) || maxResults < 0 || maxResults > MAX_RESULTS) {
    throw new StatesApiError('ValidationException', `maxResults must be from 0 to ${MAX_RESULTS}`);
  }
  let start = 0;
  if (nextToken !== undefined) {
    const key = Buffer.from(String(nextToken), 'base64url').toString('utf8');
    start = entries.findIndex((entry) => keyOf(entry) === key) + 1;
    if (start === 0) throw new StatesApiError('InvalidToken', `Invalid Token: '${String(nextToken)}'`);
  }
  const part = entries.slice(start, start + (maxResults || DEFAULT_RESULTS));
  const last = part.at(-1);
  if (last === undefined || start + part.length >= entries.length) return { entries: part };
  return { entries: part, nextToken: Buffer.from(keyOf(last)).toString('base64url') };
}
