import * as z from 'zod';
import { ArchiverError } from '../../../core/errors.ts';
import type { PlannedPart } from '../../../core/exports/planParts.ts';
import type { ObjectPlace, ObjectStore } from '../../../core/ports/objectStore.ts';

/** Parts that one call carries out: some gigabytes, and far from the end of a function's time. */
export const PARTS_OF_BATCH = 100;

const range = z.strictObject({ source: z.int().min(0), from: z.int().min(0), to: z.int().min(1) });
const schema = z.strictObject({
  sources: z.array(z.strictObject({ bucket: z.string(), key: z.string(), etag: z.string() })),
  /** Number of the first part. */
  first: z.int().min(1),
  parts: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('copy'), range, bytes: z.int().min(1) }),
      z.strictObject({ kind: z.literal('make'), ranges: z.array(range), bytes: z.int().min(1) }),
    ]),
  ),
});

/** A stored object as it was when the export was planned. */
export interface PartSource extends ObjectPlace {
  readonly etag: string;
}

/** A group of parts of one file. */
export type PartDocument = z.output<typeof schema>;

/** Where a group of parts is written down. */
export const partDocumentKey = (prefix: string, file: number, batch: number): string =>
  `${prefix}${file}/parts-${String(batch).padStart(3, '0')}.json`;

/** Cuts the parts of a file into groups, each with the sources that it needs. */
export function partDocuments(parts: readonly PlannedPart[], sources: readonly PartSource[]): PartDocument[] {
  const documents: PartDocument[] = [];
  for (let at = 0; at < parts.length; at += PARTS_OF_BATCH) {
    const own = new Map<number, number>();
    const numbered = (of: { readonly source: number; readonly from: number; readonly to: number }) => {
      if (!own.has(of.source)) own.set(of.source, own.size);
      return { ...of, source: own.get(of.source) ?? 0 };
    };
    const group = parts
      .slice(at, at + PARTS_OF_BATCH)
      .map((part) =>
        part.kind === 'copy'
          ? { ...part, range: numbered(part.range) }
          : { ...part, ranges: part.ranges.map((each) => numbered(each)) },
      );
    documents.push({
      sources: [...own.keys()].map((source) => sourceAt(sources, source)),
      first: at + 1,
      parts: group,
    });
  }
  return documents;
}

/** @throws ArchiverError `NotFound`, `Corrupt` */
export async function readPartDocument(place: ObjectPlace, objects: ObjectStore): Promise<PartDocument> {
  const { bytes } = await objects.getBytes(place);
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new ArchiverError('Corrupt', `${place.key} is no list of parts`, { cause });
  }
}

/** @throws ArchiverError `Corrupt` where a part names a source that there is not */
export function sourceAt(sources: readonly PartSource[], index: number): PartSource {
  const source = sources[index];
  if (source === undefined) throw new ArchiverError('Corrupt', `a part names source ${index}, which there is not`);
  return source;
}
