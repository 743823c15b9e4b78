import { ArchiverError } from '../../../core/errors.ts';
import { type ClipManifest, clipManifestSchema, parseDocument } from '../../../core/manifests/manifest.ts';
import type { ObjectPlace, ObjectStore } from '../../../core/ports/objectStore.ts';
import { keepBy, retentionTags } from './retentionTag.ts';

/** Writes a small JSON document of that retention class unless one stands; answers what stands then. */
export async function storeDocument(
  place: ObjectPlace,
  document: unknown,
  retention: string,
  objects: ObjectStore,
): Promise<Uint8Array | undefined> {
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const tags = retentionTags(retention);
  if ((await objects.putIfAbsent(place, bytes, 'application/json', tags)) === 'stored') return undefined;
  await keepBy(retention, place, objects);
  return (await objects.getBytes(place)).bytes;
}

/**
 * Writes a clip's manifest, and answers the one that stands. Both are written from what the bucket holds, so they can
 * differ only in the way by which their writers read the footage: the first one's word stands.
 *
 * @throws ArchiverError `Corrupt` where the standing one tells of something else
 */
export async function storeManifest(
  place: ObjectPlace,
  manifest: ClipManifest,
  retention: string,
  objects: ObjectStore,
): Promise<ClipManifest> {
  const bytes = await storeDocument(place, manifest, retention, objects);
  if (bytes === undefined) return manifest;
  const standing = parseDocument(clipManifestSchema, bytes, place.key);
  const asOurs = { ...standing, clip: { ...standing.clip, source: manifest.clip.source } };
  if (JSON.stringify(asOurs) !== JSON.stringify(manifest)) {
    throw new ArchiverError('Corrupt', `${place.key} stands already and tells of something else`);
  }
  return standing;
}
