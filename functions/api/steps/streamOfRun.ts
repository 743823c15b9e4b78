import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { ExportStore } from '../../../core/ports/exportStore.ts';
import type { KnownRun } from '../../../core/ports/machineRuns.ts';
import { readFootageRequest } from '../../../core/requests/FootageRequest.ts';
import { parseRunInput } from '../../../core/runs/runInput.ts';

/** The machine whose executions have ids that nothing else says of. */
const USUAL = 'archive';

/**
 * The machine that an execution is of: what others start bears the name of its machine in front (`export-0f6d…`).
 *
 * @throws ArchiverError `InvalidInput`
 */
export function machineOfRun(id: string | undefined, machines: readonly string[]): string {
  if (id === undefined || !/^[A-Za-z0-9_-]{1,80}$/.test(id)) {
    throw new ArchiverError('InvalidInput', 'id: is not that of an execution');
  }
  return machines.find((name) => id.startsWith(`${name}-`)) ?? USUAL;
}

/** The stream that a run is about, where it is about one. */
export async function streamOfRun(
  { executionId, input, startedMs }: Pick<KnownRun, 'executionId' | 'input' | 'startedMs'>,
  machine: string,
  exports: Pick<ExportStore, 'get'>,
): Promise<string | undefined> {
  if (machine === 'export') return (await exports.get(executionId))?.streamName;
  try {
    if (machine === 'request') return readFootageRequest(input).stream;
    return machine === USUAL ? parseRunInput(input, startedMs).stream : undefined;
  } catch (error) {
    // Such a run has failed for it, and is about no stream: whoever may see all may see it.
    if (isArchiverError(error, 'InvalidInput')) return undefined;
    throw error;
  }
}
