import { isArchiverError } from '../../../core/errors.ts';
import type { PackageOriginal, PackageRecord } from '../../../core/packages/Package.ts';
import { originalKey } from '../../../core/packages/packagePlaces.ts';
import type { ObjectAssembler } from '../../../core/ports/objectAssembler.ts';
import type { PackageFile } from '../../../core/ports/packageFiles.ts';
import { failPackage } from './failPackage.ts';
import { type PackageInput, type PackagePorts, type Refused, STOPPED, type Stopped } from './packagePorts.ts';
import { type SourcePorts, sourceFiles } from './sourceFiles.ts';
import { underWay } from './underWay.ts';

export interface CopyPorts extends PackagePorts {
  readonly exports: SourcePorts['exports'];
  readonly assembler: ObjectAssembler;
}

export type CopiedOriginal = { readonly status: 'copied' } | Refused | Stopped;

/** Of all work, what lies behind once the original is in its place. */
export const COPIED_PERCENT = 10;
/** S3 takes 10,000 parts of 5 MiB to 5 GiB; at this size its largest object has 5,120. */
const PART_BYTES = 1024 ** 3;
/** Of an object of up to 5 MB S3 copies no range (documented: UploadPartCopy); these bytes do pass through here. */
const SMALL_BYTES = 8 * 1024 ** 2;
/** Parts that S3 copies at once. */
const AT_ONCE = 8;

/** By container: what the original is called, and what a browser takes it for. */
const KINDS: Readonly<Record<string, readonly [extension: string, contentType: string]>> = {
  mp4: ['mp4', 'video/mp4'],
  quicktime: ['mov', 'video/quicktime'],
  matroska: ['mkv', 'video/x-matroska'],
  webm: ['webm', 'video/webm'],
  mpegts: ['ts', 'video/mp2t'],
};

/** Copies what is packaged into the bucket of delivery, where it lies. */
export async function copyOriginal({ packageId }: PackageInput, ports: CopyPorts): Promise<CopiedOriginal> {
  const record = await underWay(packageId, ports);
  if (record === undefined) return STOPPED;
  if (record.originals === undefined) {
    try {
      const originals: PackageOriginal[] = [];
      for (const [number, file] of (await sourceFiles(record, ports)).entries()) {
        originals.push(await copyFile(record, number, file, ports));
      }
      await ports.packages.note(packageId, { originals });
    } catch (error) {
      // It went, or changed, while it was copied.
      if (!isArchiverError(error, 'Expired') && !isArchiverError(error, 'Conflict')) throw error;
      return failPackage(packageId, { code: error.kind, message: error.message }, ports);
    }
  }
  await ports.packages.progress(packageId, COPIED_PERCENT);
  return { status: 'copied' };
}

async function copyFile(
  { packageId, probe }: PackageRecord,
  number: number,
  file: PackageFile,
  { assembler, objects, deliveryBucket: bucket }: CopyPorts,
): Promise<PackageOriginal> {
  const [extension, contentType] = KINDS[probe?.container ?? ''] ?? ['bin', 'application/octet-stream'];
  const key = originalKey(packageId, number, extension);
  const original = { key, bytes: file.bytes };
  // A try before this one came so far.
  if ((await assembler.find({ bucket, key }))?.bytes === file.bytes) return original;
  const assembly = await assembler.begin({ bucket, key }, contentType);
  try {
    const waiting = Array.from({ length: Math.ceil(file.bytes / PART_BYTES) }, (_, part) => part);
    const copySome = async (): Promise<void> => {
      for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
        const from = part * PART_BYTES;
        const range = { from, to: Math.min(file.bytes, from + PART_BYTES) };
        if (file.bytes > SMALL_BYTES) await assembler.copyPart(assembly, part + 1, file, file.etag, range);
        else await assembler.putPart(assembly, part + 1, (await objects.getBytes(file)).bytes);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, copySome));
    const parts = [];
    for await (const part of assembler.parts(assembly)) parts.push(part);
    await assembler.complete(assembly, parts);
    return original;
  } catch (error) {
    await assembler.abort(assembly);
    throw error;
  }
}
