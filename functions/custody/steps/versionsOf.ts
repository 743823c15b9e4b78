import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { ObjectVersion, ObjectVersions } from '../../../core/ports/objectVersions.ts';

/**
 * Every version of the named objects. Files of an hour lie in one folder: it is listed once for all of them, so that a
 * year of footage takes two listings an hour and not four a clip.
 */
export async function versionsOf(places: readonly ObjectPlace[], versions: ObjectVersions): Promise<ObjectVersion[]> {
  const wanted = new Set(places.map(nameOf));
  const folders = new Map<string, { bucket: string; prefix: string }>();
  for (const { bucket, key } of places) {
    const prefix = key.slice(0, key.lastIndexOf('/') + 1);
    folders.set(`${bucket}/${prefix}`, { bucket, prefix });
  }
  const found = await Promise.all(
    [...folders.values()].map(async ({ bucket, prefix }) => {
      const some: ObjectVersion[] = [];
      for await (const version of versions.list(bucket, prefix)) if (wanted.has(nameOf(version))) some.push(version);
      return some;
    }),
  );
  return found.flat();
}

const nameOf = ({ bucket, key }: ObjectPlace): string => `${bucket}/${key}`;
