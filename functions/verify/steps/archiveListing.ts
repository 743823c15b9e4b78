import type { ListedObject, ObjectInventory } from '../../../core/ports/objectInventory.ts';
import { formatKeyTime } from '../../../core/time/formatTime.ts';
import type { Finding } from '../../../core/verify/Finding.ts';
import { fileOfPlan } from '../../../core/verify/fileOfPlan.ts';
import { type Keyed, mergeOrdered } from '../../../core/verify/mergeOrdered.ts';
import type { ArchiveFolder } from './auditedStream.ts';
import type { Tally } from './auditPorts.ts';

/** A span of footage that is gone through at a time; open ends are absent. */
export interface Segment {
  readonly fromMs?: number;
  readonly toMs?: number;
}

/**
 * A stream's files whose footage begins in a segment, in the order of their names, from all folders at once. Keys that
 * are none of ours are told and left out.
 */
export function archiveListing(
  streamName: string,
  folders: readonly ArchiveFolder[],
  segment: Segment,
  inventory: ObjectInventory,
  tally: Tally,
  onStranger: (finding: Finding) => void,
): AsyncIterable<Keyed<ListedObject>> {
  const listings = folders.flatMap(({ bucket, prefix }) =>
    (['clips', 'bundles'] as const).map(
      (folder) =>
        async function* (): AsyncIterable<Keyed<ListedObject>> {
          const root = `${prefix}${folder}/${streamName}/`;
          const end = segment.toMs === undefined ? undefined : keyAt(root, segment.toMs);
          const after = segment.fromMs === undefined ? undefined : keyAt(root, segment.fromMs);
          for await (const object of inventory.list(bucket, root, after)) {
            if (end !== undefined && object.key >= end) return;
            tally.objects += 1;
            tally.bytes += object.bytes;
            const file = fileOfPlan(object.key, prefix);
            if (file === undefined) onStranger(stranger(streamName, object));
            else yield { name: file.name, item: object };
          }
        },
    ),
  );
  return mergeOrdered(listings.map((listing) => listing()));
}

/** Every key of a file that begins at `ms` or later is greater, every one before it is smaller. */
function keyAt(root: string, ms: number): string {
  const time = formatKeyTime(ms);
  return `${root}${time.slice(0, 4)}/${time.slice(4, 6)}/${time.slice(6, 8)}/${time.slice(9, 11)}/${time}`;
}

function stranger(streamName: string, { bucket, key, bytes }: ListedObject): Finding {
  const message = `${key} (${bytes} bytes) is no clip, bundle or manifest`;
  return { code: 'object-unknown', streamName, message, bucket, key };
}
