import { formatTime } from '../../../core/time/formatTime.ts';
import type { Finding } from '../../../core/verify/Finding.ts';
import type { AuditedStream } from './auditedStream.ts';
import type { Repair, RepairPorts } from './auditPorts.ts';

/** A run by hand over the footage of a finding. */
export function archiveAgain(
  { startMs = 0, endMs = 0 }: Pick<Finding, 'startMs' | 'endMs'>,
  stream: AuditedStream,
  ports: RepairPorts,
  dryRun: boolean,
): Promise<Repair> {
  const input = { stream: stream.streamName, from: formatTime(startMs), to: formatTime(endMs + 1) };
  return runMachine(input, ports, dryRun);
}

/** A run of the archive machine by hand, to its end. */
export async function runMachine(
  input: Readonly<Record<string, string>>,
  ports: RepairPorts,
  dryRun: boolean,
): Promise<Repair> {
  const words = JSON.stringify(input);
  if (dryRun) return { outcome: 'repaired', message: `a run by hand would be started with ${words}` };
  if (await ports.archive({ trigger: 'manual', ...input })) {
    return { outcome: 'repaired', message: `archived by a run with ${words}` };
  }
  return { outcome: 'left', message: `the run with ${words} lost something: kvs-archiver gaps` };
}
