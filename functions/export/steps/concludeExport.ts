import type { ExportRecord, ExportStatus } from '../../../core/exports/Export.ts';
import { type ExportPorts, STOPPED, type Stopped } from './exportPorts.ts';

/** As Step Functions hands an error on. */
export interface ExportFailure {
  readonly Error?: string;
  readonly Cause?: string;
}

export interface ConcludedExport {
  readonly status: 'concluded';
  readonly exportId: string;
  readonly ended: ExportStatus;
}

/** Longest text that a record keeps of what went wrong. */
const MOST_MESSAGE = 1000;

/**
 * Ends an export: as complete, or with what went wrong; of one that is not complete nothing is left but its record.
 */
export async function concludeExport(
  { exportId, failure }: { readonly exportId: string; readonly failure?: ExportFailure },
  ports: ExportPorts,
): Promise<ConcludedExport | Stopped> {
  const end =
    failure === undefined
      ? ({ status: 'COMPLETE' } as const)
      : ({ status: 'ERROR', error: { code: failure.Error ?? 'Internal', message: messageOf(failure) } } as const);
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

/** A Lambda's cause is JSON with the message and a stack trace, which is nobody's business. */
function messageOf({ Cause = '' }: ExportFailure): string {
  try {
    const { errorMessage } = JSON.parse(Cause) as { errorMessage?: unknown };
    if (typeof errorMessage === 'string') return errorMessage.slice(0, MOST_MESSAGE);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return Cause.slice(0, MOST_MESSAGE);
}
