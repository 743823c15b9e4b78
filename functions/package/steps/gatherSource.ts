import { isArchiverError } from '../../../core/errors.ts';
import type { ExportRecord } from '../../../core/exports/Export.ts';
import { exportPercent } from '../../../core/exports/Export.ts';
import type { ArchiveSource, PackageRecord } from '../../../core/packages/Package.ts';
import { type ExportApiPorts, settledExport, startExport } from '../../api/steps/exports.ts';
import { failPackage } from './failPackage.ts';
import { type PackageInput, type PackagePorts, type Refused, STOPPED, type Stopped } from './packagePorts.ts';
import { underWay } from './underWay.ts';

export interface GatherPorts extends PackagePorts {
  readonly exporting: ExportApiPorts;
}

export type Gathered = { readonly status: 'ready' | 'waiting' } | Refused | Stopped;

/** Of all work, what lies behind once an archived range is one file. */
export const GATHERED_PERCENT = 5;

/**
 * Where a package is made from. A file lies where it was put; an archived range is made into files first, by an export:
 * asked for at the first call, looked at by the others.
 */
export async function gatherSource({ packageId }: PackageInput, ports: GatherPorts): Promise<Gathered> {
  const record = await underWay(packageId, ports);
  if (record === undefined) return STOPPED;
  if (record.source.kind === 'upload') return { status: 'ready' };
  if (record.exportId === undefined) return askForExport(record, record.source, ports);
  const exported = await ports.exporting.exports.get(record.exportId);
  if (exported === undefined) {
    return failPackage(packageId, { code: 'Expired', message: `its export ${record.exportId} is gone` }, ports);
  }
  return lookAtExport(record, await settledExport(exported, ports.exporting), ports);
}

async function askForExport(
  { packageId, createdBy = 'kvs-archiver' }: PackageRecord,
  { streamName, fromMs, toMs }: ArchiveSource,
  ports: GatherPorts,
): Promise<Gathered> {
  try {
    const request = { streamName, fromMs, toMs, gaps: 'cut', name: '', clientToken: packageId } as const;
    const { exportId } = await startExport(request, { subject: createdBy, requestId: packageId }, ports.exporting);
    await ports.packages.note(packageId, { exportId: String(exportId) });
    return { status: 'waiting' };
  } catch (error) {
    if (!isArchiverError(error, 'NotFound')) throw error;
    return failPackage(packageId, { code: error.kind, message: error.message }, ports);
  }
}

async function lookAtExport(record: PackageRecord, exported: ExportRecord, ports: GatherPorts): Promise<Gathered> {
  const { packageId } = record;
  switch (exported.status) {
    case 'QUEUED':
    case 'RUNNING':
      await ports.packages.progress(packageId, (exportPercent(exported) * GATHERED_PERCENT) / 100);
      return { status: 'waiting' };
    case 'COMPLETE':
      await ports.packages.progress(packageId, GATHERED_PERCENT);
      return { status: 'ready' };
    case 'CANCELED':
      return failPackage(
        packageId,
        { code: 'Conflict', message: 'the export that it is made of was taken back' },
        ports,
      );
    case 'ERROR': {
      const { code = 'Internal', message = 'the export that it is made of failed' } = exported.error ?? {};
      return failPackage(packageId, { code, message }, ports);
    }
  }
}
