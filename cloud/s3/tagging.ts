import type { ObjectTags } from '../../core/ports/objectStore.ts';

/** Tags as a write takes them: the parameters of a URL. Nothing where there are none. */
export function tagging(tags: ObjectTags | undefined): { Tagging?: string } {
  return tags === undefined ? {} : { Tagging: new URLSearchParams({ ...tags }).toString() };
}
