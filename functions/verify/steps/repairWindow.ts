import { STANDARD_CLASS } from '../../../core/retention/retentionClasses.ts';
import type { Window } from '../../../core/runs/run.ts';
import type { ArchiveFolder, AuditedStream } from './auditedStream.ts';
import type { AuditPorts } from './auditPorts.ts';

/** What the steps of a plan need to know of a run, where an audit carries them out. */
export function repairWindow(
  streamArn: string,
  { streamName, enrolment }: AuditedStream,
  { bucket, prefix }: ArchiveFolder,
  { system }: Pick<AuditPorts, 'system'>,
): Window {
  const { retention = STANDARD_CLASS, tries = 1, source = 'clip' } = enrolment?.settings ?? {};
  return {
    status: 'window',
    streamName,
    streamArn,
    runId: `repair-${system.random.uuid()}`,
    executionArn: '',
    kind: 'range',
    leaseKind: 'range',
    clock: 'producer',
    spans: [],
    startedMs: system.clock.now(),
    tries,
    source,
    bundles: enrolment?.settings.fragments === 'all',
    retention,
    bucket,
    ...(prefix === '' ? {} : { prefix }),
  };
}
