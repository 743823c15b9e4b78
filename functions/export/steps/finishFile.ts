import { createHash } from 'node:crypto';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { ExportFile, FinishedFile } from '../../../core/exports/Export.ts';
import type { AssembledPart } from '../../../core/ports/objectAssembler.ts';
import { type ExportPorts, STOPPED, type Stopped } from './exportPorts.ts';

/** What is read for its SHA-256: S3 gives some 60 MB a second at least, and a function has 15 minutes. */
export const MOST_HASHED_BYTES = 32 * 1024 ** 3;

export interface FinishFileOutput extends FinishedFile {
  readonly status: 'finished';
  readonly file: number;
  readonly bytes: number;
}

/**
 * Puts the parts of a file together, and takes its checksums: S3's own of the whole object, and, by reading it once, a
 * SHA-256 of what is not too long.
 *
 * @throws ArchiverError `Truncated` where parts are missing; `Corrupt` where the object is not what was planned
 */
export async function finishFile(
  { exportId, file }: { readonly exportId: string; readonly file: number },
  ports: ExportPorts,
): Promise<FinishFileOutput | Stopped> {
  const record = await ports.exports.get(exportId);
  const target = record?.plan?.files[file];
  if (target === undefined) return STOPPED;
  if (record?.status !== 'RUNNING') return takeBack(target, ports);
  const before = record.finished[String(file)];
  if (before !== undefined) return { status: 'finished', file, bytes: target.bytes, ...before };
  await complete(target, ports);
  const object = await ports.assembler.find(target);
  if (object?.bytes !== target.bytes) {
    if ((await ports.exports.get(exportId))?.status !== 'RUNNING') return takeBack(target, ports);
    throw new ArchiverError('Corrupt', `${target.key} has ${object?.bytes ?? 'no'} bytes and not ${target.bytes}`);
  }
  const sha256 = target.bytes > MOST_HASHED_BYTES ? undefined : await hash(target, ports);
  const finished = {
    ...(object.crc64nvme === undefined ? {} : { crc64nvme: object.crc64nvme }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
  await ports.exports.noteFinished(exportId, file, finished);
  // It may have been taken back while it was put together.
  if ((await ports.exports.get(exportId))?.status !== 'RUNNING') return takeBack(target, ports);
  return { status: 'finished', file, bytes: target.bytes, ...finished };
}

async function takeBack(target: ExportFile, { assembler, objects }: ExportPorts): Promise<Stopped> {
  await assembler.abort(target);
  await objects.delete(target);
  return STOPPED;
}

async function complete(target: ExportFile, { assembler }: ExportPorts): Promise<void> {
  const parts: AssembledPart[] = [];
  try {
    for await (const part of assembler.parts(target)) parts.push(part);
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    if (parts.length !== target.parts || bytes !== target.bytes) {
      throw new ArchiverError(
        'Truncated',
        `${target.key}: ${parts.length} of ${target.parts} parts are in place, with ${bytes} of ${target.bytes} bytes`,
      );
    }
    await assembler.complete(target, parts);
  } catch (error) {
    // The upload is gone: it was completed before, or it was taken back. The object tells.
    if (!isArchiverError(error, 'NotFound')) throw error;
  }
}

async function hash(target: ExportFile, { objects }: ExportPorts): Promise<string> {
  const sha256 = createHash('sha256');
  const { body } = await objects.get(target);
  for await (const chunk of body) sha256.update(chunk);
  return sha256.digest('hex');
}
