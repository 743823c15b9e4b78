/**
 * EventBridge's event patterns. Source: EventBridge user guide, "Creating Amazon EventBridge event patterns". Every
 * field of the pattern must match; a list means any of its items; a field of the event that is a list matches when any
 * of its items does. `$or`, wildcards, ignoring case, and the numeric, prefix, suffix, anything-but and exists matchers.
 */
type Json = unknown;

const isRecord = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const COMPARE: ReadonlyMap<string, (left: number, right: number) => boolean> = new Map([
  ['=', (left: number, right: number) => left === right],
  ['<', (left: number, right: number) => left < right],
  ['<=', (left: number, right: number) => left <= right],
  ['>', (left: number, right: number) => left > right],
  ['>=', (left: number, right: number) => left >= right],
]);

function numeric(conditions: Json, actual: Json): boolean {
  if (!Array.isArray(conditions) || typeof actual !== 'number') return false;
  for (let index = 0; index < conditions.length; index += 2) {
    const compare = COMPARE.get(String(conditions[index]));
    if (compare === undefined || !compare(actual, Number(conditions[index + 1]))) return false;
  }
  return conditions.length > 0;
}

function wildcard(pattern: string, actual: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 's').test(actual);
}

function text(condition: Json, actual: Json, test: (actual: string, wanted: string) => boolean): boolean {
  if (typeof actual !== 'string') return false;
  if (isRecord(condition) && typeof condition['equals-ignore-case'] === 'string') {
    return test(actual.toLowerCase(), condition['equals-ignore-case'].toLowerCase());
  }
  return typeof condition === 'string' && test(actual, condition);
}

function matchesItem(matcher: Json, actual: Json): boolean {
  if (!isRecord(matcher)) return matcher === actual;
  const [kind = '', condition] = Object.entries(matcher)[0] ?? [];
  switch (kind) {
    case 'prefix':
      return text(condition, actual, (value, wanted) => value.startsWith(wanted));
    case 'suffix':
      return text(condition, actual, (value, wanted) => value.endsWith(wanted));
    case 'equals-ignore-case':
      return text(condition, actual, (value, wanted) => value.toLowerCase() === wanted.toLowerCase());
    case 'wildcard':
      return text(condition, actual, (value, wanted) => wildcard(wanted, value));
    case 'anything-but': {
      if (actual === undefined) return false;
      const excluded = Array.isArray(condition) ? condition : [condition];
      return !excluded.some((each) => matchesItem(each, actual));
    }
    case 'numeric':
      return numeric(condition, actual);
    default:
      return false;
  }
}

function matchesList(matchers: readonly Json[], actual: Json): boolean {
  return matchers.some((matcher) => {
    if (isRecord(matcher) && 'exists' in matcher) return (actual !== undefined) === matcher.exists;
    return Array.isArray(actual) ? actual.some((item) => matchesItem(matcher, item)) : matchesItem(matcher, actual);
  });
}

/** Whether `event` is one that `pattern` asks for. A pattern that asks for nothing matches everything. */
export function matchPattern(pattern: Json, event: Json): boolean {
  if (!isRecord(pattern)) return false;
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or' && Array.isArray(wanted)) return wanted.some((each) => matchPattern(each, event));
    const actual = isRecord(event) && Object.hasOwn(event, field) ? event[field] : undefined;
    return Array.isArray(wanted) ? matchesList(wanted, actual) : matchPattern(wanted, actual ?? {});
  });
}
