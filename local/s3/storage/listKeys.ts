import { indexKeys } from './indexKeys.ts';
import type { KeyIndex } from './keyIndex.ts';

export interface ListRequest {
  /** The index's prefix before the keys: of a bucket's objects, or of its uploads. */
  readonly within: string;
  readonly prefix: string;
  readonly delimiter: string;
  /** Begin behind this key. */
  readonly after?: string;
  /** Begin behind everything that begins so. */
  readonly afterPrefix?: string;
  /** Entries and common prefixes together. */
  readonly limit: number;
}

export interface ListPage<Value> {
  readonly entries: readonly (readonly [key: string, value: Value])[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: { readonly after: string } | { readonly afterPrefix: string };
}

/**
 * One page of a listing, in the order of UTF-8 bytes. Common prefixes are jumped over, so a page costs what it shows,
 * however many keys lie behind them. Documented: ListObjectsV2.
 */
export async function listKeys<Value>(index: KeyIndex, request: ListRequest): Promise<ListPage<Value>> {
  const { within, prefix, delimiter, limit } = request;
  const entries: (readonly [string, Value])[] = [];
  const commonPrefixes: string[] = [];
  let last: ListPage<Value>['next'];
  if (limit === 0) return { entries, commonPrefixes };
  const walk = index.walk<Value>(within);
  try {
    seekStart(walk, request);
    for (let entry = await walk.next(); entry !== undefined; entry = await walk.next()) {
      const key = entry[0].slice(within.length);
      if (!key.startsWith(prefix)) break;
      if (key === request.after) continue;
      const delimiterAt = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const common = delimiterAt === -1 ? undefined : key.slice(0, delimiterAt + delimiter.length);
      if (entries.length + commonPrefixes.length === limit && last !== undefined)
        return { entries, commonPrefixes, next: last };
      if (common === undefined) {
        entries.push([key, entry[1]]);
        last = { after: key };
      } else {
        commonPrefixes.push(common);
        last = { afterPrefix: common };
        walk.seekPast(within + common);
      }
    }
  } finally {
    await walk.close();
  }
  return { entries, commonPrefixes };
}

function seekStart(walk: { seekFrom(key: string): void; seekPast(key: string): void }, request: ListRequest): void {
  const { within, prefix, after, afterPrefix } = request;
  if (afterPrefix !== undefined && isBehind(afterPrefix, prefix)) walk.seekPast(within + afterPrefix);
  else walk.seekFrom(within + (after !== undefined && isBehind(after, prefix) ? after : prefix));
}

function isBehind(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}

/** A listing of a bucket's objects. */
export function objectsOf(bucket: string): string {
  return indexKeys.objects(bucket);
}
