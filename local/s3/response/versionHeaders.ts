import type { Deletion } from '../storage/objectStore.ts';
import type { ObjectRecord } from '../storage/records.ts';

/** The id of a version; nothing of a `null` one (observed: S3 names it only where it was asked for). */
export function versionHeader({ versionId }: Pick<ObjectRecord, 'versionId'>): Record<string, string> {
  return versionId === undefined ? {} : { 'x-amz-version-id': versionId };
}

/** What DeleteObject says of the version it removed, or of the delete marker it added. */
export function deletionHeaders({ versionId, deleteMarker }: Deletion): Record<string, string> {
  return {
    ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
    ...(deleteMarker === true ? { 'x-amz-delete-marker': 'true' } : {}),
  };
}
