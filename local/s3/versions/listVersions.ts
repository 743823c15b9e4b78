import { indexKeys } from '../storage/indexKeys.ts';
import type { KeyIndex } from '../storage/keyIndex.ts';
import type { ObjectRecord } from '../storage/records.ts';
import { type VersionRecord, versionIdOf } from './versionRecord.ts';

export interface ListedVersion {
  readonly key: string;
  readonly version: VersionRecord;
  readonly isLatest: boolean;
}

export interface VersionRequest {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** Begin behind this key, or, with `versionMarker`, behind that version of it. */
  readonly keyMarker?: string;
  readonly versionMarker?: string;
}

export interface VersionPage {
  readonly versions: readonly ListedVersion[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page begins; absent on the last one. `versionMarker` is absent behind a common prefix. */
  readonly next?: { readonly keyMarker: string; readonly versionMarker?: string };
}

/**
 * One page of a bucket's versions: keys in the order of UTF-8 bytes, each one's versions newest first. Documented:
 * ListObjectVersions. Common prefixes are walked through, not jumped over: nobody lists versions by folder.
 */
export async function listVersions(index: KeyIndex, request: VersionRequest): Promise<VersionPage> {
  const { prefix, delimiter, limit, keyMarker, versionMarker } = request;
  const versions: ListedVersion[] = [];
  const prefixes = new Set<string>();
  let last: VersionPage['next'];
  let behindMarker = versionMarker === undefined;
  for await (const listed of allVersions(index, request)) {
    if (keyMarker !== undefined && listed.key === keyMarker) {
      if (versionMarker === undefined) continue;
      if (!behindMarker) {
        behindMarker = versionIdOf(listed.version) === versionMarker;
        continue;
      }
    }
    const at = delimiter === '' ? -1 : listed.key.indexOf(delimiter, prefix.length);
    const common = at === -1 ? undefined : listed.key.slice(0, at + delimiter.length);
    if (common !== undefined && (prefixes.has(common) || (keyMarker?.startsWith(common) ?? false))) continue;
    if (versions.length + prefixes.size >= limit) {
      return { versions, commonPrefixes: [...prefixes], ...(last === undefined ? {} : { next: last }) };
    }
    if (common === undefined) {
      versions.push(listed);
      last = { keyMarker: listed.key, versionMarker: versionIdOf(listed.version) };
    } else {
      prefixes.add(common);
      last = { keyMarker: common };
    }
  }
  return { versions, commonPrefixes: [...prefixes] };
}

/** All versions under the prefix, from the marker's key on: the objects and what they superseded, merged by key. */
async function* allVersions(index: KeyIndex, request: VersionRequest): AsyncGenerator<ListedVersion> {
  const { bucket, prefix, keyMarker } = request;
  const from = keyMarker !== undefined && isBehind(keyMarker, prefix) ? keyMarker : prefix;
  const objects = keysOf<ObjectRecord>(index, indexKeys.objects(bucket), prefix, from);
  const others = keysOf<VersionRecord>(index, indexKeys.versions(bucket), prefix, from);
  try {
    let object = await objects.next();
    let other = await others.next();
    while (object.done !== true || other.done !== true) {
      const objectKey = object.done === true ? undefined : object.value[0];
      const otherKey = other.done === true ? undefined : other.value[0].split('\0', 1)[0];
      const key =
        otherKey === undefined || (objectKey !== undefined && !isBehind(objectKey, otherKey)) ? objectKey : otherKey;
      if (key === undefined) return;
      let isLatest = true;
      if (object.done !== true && objectKey === key) {
        yield { key, version: { kind: 'object', record: object.value[1], supersededMs: 0 }, isLatest };
        isLatest = false;
        object = await objects.next();
      }
      while (other.done !== true && other.value[0].split('\0', 1)[0] === key) {
        yield { key, version: other.value[1], isLatest };
        isLatest = false;
        other = await others.next();
      }
    }
  } finally {
    await objects.return(undefined);
    await others.return(undefined);
  }
}

async function* keysOf<Value>(
  index: KeyIndex,
  within: string,
  prefix: string,
  from: string,
): AsyncGenerator<[key: string, value: Value], undefined, undefined> {
  const walk = index.walk<Value>(within);
  try {
    walk.seekFrom(within + from);
    for (let entry = await walk.next(); entry !== undefined; entry = await walk.next()) {
      const key = entry[0].slice(within.length);
      if (!key.startsWith(prefix)) return;
      yield [key, entry[1]];
    }
  } finally {
    await walk.close();
  }
}

function isBehind(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}
