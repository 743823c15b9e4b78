import type { ExportRecord, ExportStatus } from '../../../core/exports/Export.ts';
import { type ExportPorts, STOPPED, type Stopped } from './exportPorts.ts';
import { type MachineFailure, messageOfFailure } from './messageOfFailure.ts';

export interface ConcludedExport {
  readonly status: 'concluded';
  readonly exportId: string;
  readonly ended: ExportStatus;
}

/**
 * Ends an export: as complete, or with what went wrong; of one that is not complete nothing is left but its record.
 */
export async function concludeExport(
  { exportId, failure }: { readonly exportId: string; readonly failure?: MachineFailure },
  ports: ExportPorts,
): Promise<ConcludedExport | Stopped> {
  const end =
    failure === undefined
      ? ({ status: 'COMPLETE' } as const)
      : ({
          status: 'ERROR',
          error: { code: failure.Error ?? 'Internal', message: messageOfFailure(failure) },
        } as const);
  const record = await ports.exports.end(exportId, end, ports.system.clock.now());
  if (record === undefined) return STOPPED;
  if (record.status !== 'COMPLETE') await removeFiles(record, ports);
  return { status: 'concluded', exportId, ended: record.status };
}

/** Takes an export back, whatever it has come to: its links lead nowhere from then on. */
export async function cancelExport(exportId: string, ports: ExportPorts): Promise<ExportRecord | undefined> {
  const record = await ports.exports.end(exportId, { status: 'CANCELED' }, ports.system.clock.now());
  if (record !== undefined) await removeFiles(record, ports);
  return record;
}

async function removeFiles(
  { plan }: ExportRecord,
  { assembler, objects }: Pick<ExportPorts, 'assembler' | 'objects'>,
): Promise<void> {
  for (const file of plan?.files ?? []) {
    await assembler.abort(file);
    await objects.delete(file);
  }
}
