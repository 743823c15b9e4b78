import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { ExportFile } from '../../../core/exports/Export.ts';
import type { PlannedPart } from '../../../core/exports/planParts.ts';
import { type ExportPorts, STOPPED, type Stopped } from './exportPorts.ts';
import { type PartDocument, partDocumentKey, readPartDocument, sourceAt } from './partDocuments.ts';

/** Parts of a group that are on their way at once: one that is put together takes its bytes in memory. */
const AT_ONCE = 6;
/** Parts between two notes of how far it is. */
const NOTED_EVERY = 10;

export interface CopiedParts {
  readonly status: 'copied';
  readonly file: number;
  readonly batch: number;
  readonly parts: number;
  /** Bytes of parts that were put in place by this call, and of these what was read and sent. */
  readonly bytes: number;
  readonly sentBytes: number;
}

/**
 * Puts a group of parts of a file in place, but for those that are: any group may be carried out by anyone any number of
 * times, since a part is the same bytes whoever makes it.
 *
 * @throws ArchiverError `NotFound` where a clip is gone by now; `Conflict` where it is another
 */
export async function copyParts(
  { exportId, file, batch }: { readonly exportId: string; readonly file: number; readonly batch: number },
  ports: ExportPorts,
): Promise<CopiedParts | Stopped> {
  const record = await ports.exports.get(exportId);
  const target = record?.plan?.files[file];
  if (record?.status !== 'RUNNING' || record.plan === undefined || target === undefined) return STOPPED;
  const place = { bucket: ports.workBucket, key: partDocumentKey(record.plan.prefix, file, batch) };
  const document = await readPartDocument(place, ports.objects);
  try {
    return {
      status: 'copied',
      file,
      batch,
      ...(await putInPlace(exportId, `${file}-${batch}`, target, document, ports)),
    };
  } catch (error) {
    // Whoever takes an export back takes its upload away.
    if (isArchiverError(error, 'NotFound') && (await ports.exports.get(exportId))?.status !== 'RUNNING') return STOPPED;
    throw error;
  }
}

async function putInPlace(
  exportId: string,
  name: string,
  target: ExportFile,
  document: PartDocument,
  ports: ExportPorts,
): Promise<Pick<CopiedParts, 'parts' | 'bytes' | 'sentBytes'>> {
  const { first, parts } = document;
  const standing = new Map<number, number>();
  for await (const { number, bytes } of ports.assembler.parts(target, first - 1)) {
    if (number >= first + parts.length) break;
    standing.set(number, bytes);
  }
  const numbered = parts.map((part, index) => ({ part, number: first + index }));
  const open = numbered.filter(({ part, number }) => standing.get(number) !== part.bytes);
  let inPlace = parts.reduce((sum, { bytes }) => sum + bytes, 0) - open.reduce((sum, { part }) => sum + part.bytes, 0);
  let [done, bytes, sentBytes] = [0, 0, 0];
  const queue = open.values();
  const work = async (): Promise<void> => {
    for (const { part, number } of queue) {
      await putPart(target, number, part, document, ports);
      inPlace += part.bytes;
      bytes += part.bytes;
      sentBytes += part.kind === 'make' ? part.bytes : 0;
      done += 1;
      if (done % NOTED_EVERY === 0) await ports.exports.noteCopied(exportId, name, inPlace);
    }
  };
  // Every worker is waited for: none goes on behind a function that has answered.
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  await ports.exports.noteCopied(exportId, name, inPlace);
  return { parts: done, bytes, sentBytes };
}

async function putPart(
  target: ExportFile,
  number: number,
  part: PlannedPart,
  { sources }: PartDocument,
  { assembler, objects }: ExportPorts,
): Promise<void> {
  if (part.kind === 'copy') {
    const source = sourceAt(sources, part.range.source);
    await assembler.copyPart(target, number, source, source.etag, part.range);
    return;
  }
  const chunks: Uint8Array[] = [];
  for (const { source: index, from, to } of part.ranges) {
    const source = sourceAt(sources, index);
    const { body, etag } = await objects.get({ bucket: source.bucket, key: source.key }, { from, to });
    if (etag !== source.etag) throw new ArchiverError('Conflict', `${source.key} is another than was planned`);
    for await (const chunk of body) chunks.push(chunk);
  }
  await assembler.putPart(target, number, Buffer.concat(chunks));
}
