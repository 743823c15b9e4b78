import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { ObjectVersion, ObjectVersions } from '../../../core/ports/objectVersions.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import { someAtOnce } from './inGroups.ts';

/** An object that may not be deleted now. */
export interface ProtectedObject extends ObjectPlace {
  readonly versionId: string;
  /** `legal hold`, `retention until …`, or S3's own words. */
  readonly because: string;
}

const HEADS_AT_ONCE = 32;

/** Those of the versions that a legal hold or a retention protects. Buckets without Object Lock are not asked. */
export async function findProtected(
  found: readonly ObjectVersion[],
  canLock: ReadonlyMap<string, boolean>,
  versions: ObjectVersions,
  nowMs: number,
): Promise<ProtectedObject[]> {
  const held: ProtectedObject[] = [];
  const asked = found.filter(({ bucket, isMarker }) => !isMarker && canLock.get(bucket) === true);
  await someAtOnce(asked, HEADS_AT_ONCE, async (version) => {
    const { bucket, key, versionId } = version;
    const { legalHold, retainedUntilMs = 0 } = await versions.locksOf(version);
    if (legalHold) held.push({ bucket, key, versionId, because: 'legal hold' });
    else if (retainedUntilMs > nowMs) {
      held.push({ bucket, key, versionId, because: `retention until ${formatTime(retainedUntilMs)}` });
    }
  });
  return held.sort((a, b) => (a.key < b.key ? -1 : 1));
}
