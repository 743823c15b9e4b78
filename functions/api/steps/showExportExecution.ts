import { exportBytes, exportPercent } from '../../../core/exports/Export.ts';
import type { ExportStore } from '../../../core/ports/exportStore.ts';
import type { Runs } from '../../../core/ports/runs.ts';
import { formatTime } from '../../../core/time/formatTime.ts';

/** By it an execution is known to be the export machine's: it bears the name of its export. */
export const EXPORT_PREFIX = 'export-';

/** How an execution of the export machine fares. @throws ArchiverError `NotFound` */
export async function showExportExecution(
  id: string,
  { runs, exports }: { readonly runs: Pick<Runs, 'describe'>; readonly exports: Pick<ExportStore, 'get'> },
): Promise<Record<string, unknown>> {
  const { executionId, status, startedMs, endedMs, error, cause } = await runs.describe(id);
  const record = await exports.get(id);
  return {
    executionId,
    status,
    startedAt: formatTime(startedMs),
    ...(endedMs === undefined ? {} : { endedAt: formatTime(endedMs) }),
    ...(error === undefined ? {} : { error: record?.error ?? { code: error, message: (cause ?? '').slice(0, 2000) } }),
    ...(record === undefined
      ? {}
      : {
          streamName: record.streamName,
          from: formatTime(record.fromMs),
          to: formatTime(record.toMs),
          exportId: record.exportId,
          percent: exportPercent(record),
          bytes: exportBytes(record),
        }),
  };
}
