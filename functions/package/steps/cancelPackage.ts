import type { PackageRecord } from '../../../core/packages/Package.ts';
import { isOpen } from '../../../core/packages/Package.ts';
import { packagePrefix } from '../../../core/packages/packagePlaces.ts';
import type { Transcoder } from '../../../core/ports/transcoder.ts';
import { cancelExport } from '../../export/steps/concludeExport.ts';
import type { ExportPorts } from '../../export/steps/exportPorts.ts';
import type { PackagePorts } from './packagePorts.ts';

export interface CancelPorts
  extends Pick<PackagePorts, 'packages' | 'files' | 'objects' | 'deliveryBucket' | 'system'> {
  readonly transcoder: Pick<Transcoder, 'cancel'>;
  readonly exporting: ExportPorts;
}

/**
 * Takes a package back: one that is being made stands as `CANCELED` from then on, one that has ended goes with its record.
 * Its links lead nowhere, and nothing of it stays but what caches hold.
 *
 * @returns what it was
 */
export async function cancelPackage(packageId: string, ports: CancelPorts): Promise<PackageRecord | undefined> {
  const record = await ports.packages.get(packageId);
  if (record === undefined) return undefined;
  const ended = isOpen(record)
    ? await ports.packages.end(packageId, { status: 'CANCELED' }, ports.system.clock.now())
    : record;
  if (record.transcodeJobId !== undefined && isOpen(record)) await ports.transcoder.cancel(record.transcodeJobId);
  if (record.exportId !== undefined) await cancelExport(record.exportId, ports.exporting);
  await removeSource(record, ports);
  await ports.files.removeAll(ports.deliveryBucket, packagePrefix(packageId));
  // Its machine, where one runs, finds it canceled and takes away what it made meanwhile.
  if (!isOpen(record) || ended?.status !== 'CANCELED') await ports.packages.delete(packageId);
  return record;
}

/** The file that was put, unless another lies in its place: it would be packaged again. */
async function removeSource({ source }: PackageRecord, { files, objects }: CancelPorts): Promise<void> {
  if (source.kind !== 'upload') return;
  if (source.uploadId !== undefined) await files.abortUpload(source, source.uploadId);
  const file = await files.describe(source);
  if (file === undefined || (source.etag !== undefined && source.etag !== file.etag)) return;
  await objects.delete(source);
}
