import type { ClipRow } from '../../../core/ledger/ledgerRow.ts';
import type { Plan } from '../../../core/plans/plan.ts';
import type { AuditedStream } from './auditedStream.ts';
import type { AuditPorts } from './auditPorts.ts';
import { planOfObject } from './planOfObject.ts';

/**
 * The plan of a row: its document, or what a manifest beside one of its files lists; in either case the fragments that
 * the row names, and no others.
 */
export async function planOfRow(
  row: ClipRow,
  stream: Pick<AuditedStream, 'arns' | 'streamName'>,
  ports: Pick<AuditPorts, 'objects' | 'workBucket'>,
): Promise<Plan | undefined> {
  for (const file of [row.clip, row.bundle]) {
    const plan = file === undefined ? undefined : await planOfObject(file, stream, ports);
    if (plan?.fragments.map(({ number }) => number).join() === row.numbers.join()) return plan;
  }
  return undefined;
}
