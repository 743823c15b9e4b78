import type { ObjectPlace, ObjectStore, ObjectTags } from '../../../core/ports/objectStore.ts';
import { RETENTION_TAG, STANDARD_CLASS } from '../../../core/retention/retentionClasses.ts';

/** The tags of an archived object. */
export const retentionTags = (retention: string): ObjectTags => ({ [RETENTION_TAG]: retention });

/** The class that a stored object is kept by; one of before there were classes is kept for ever. */
export async function retentionOf(place: ObjectPlace, objects: ObjectStore): Promise<string> {
  return (await objects.tags(place))[RETENTION_TAG] ?? STANDARD_CLASS;
}

/**
 * Gives an object that stood already the class of the clip that it belongs to: the settings may have changed between
 * the two tries that stored them, and what belongs together leaves together.
 */
export async function keepBy(retention: string, place: ObjectPlace, objects: ObjectStore): Promise<void> {
  const tags = await objects.tags(place);
  if (tags[RETENTION_TAG] === retention) return;
  await objects.setTags(place, { ...tags, ...retentionTags(retention) });
}
