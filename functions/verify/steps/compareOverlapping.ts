import { planRowKey } from '../../../core/ledger/ledgerRow.ts';
import type { RowSummary } from '../../../core/ledger/rowSummary.ts';
import { about } from '../../../core/verify/comparePlan.ts';
import type { Finding } from '../../../core/verify/Finding.ts';
import type { AuditPorts } from './auditPorts.ts';

/**
 * The fragments that two plans of overlapping footage both hold. A number in a clip and in a `failed` gap is one that a
 * run has filled and not yet told the gap of: it is named, and a repair takes it out.
 */
export async function compareOverlapping(
  one: RowSummary,
  other: RowSummary,
  { ledger }: Pick<AuditPorts, 'ledger'>,
): Promise<Finding[]> {
  const rows = await Promise.all([one, other].map((row) => ledger.get(row.streamArn, planRowKey(row))));
  const [first, second] = rows;
  if (first === undefined || second === undefined) return [];
  if (first.kind === 'split' || second.kind === 'split') return [];
  const known = new Set(first.numbers);
  const both = second.numbers.filter((number) => known.has(number));
  if (both.length === 0) return [];
  const gap = [first, second].find(({ kind }) => kind === 'gap');
  // The row that was written first stands; the finding is about the other one.
  const whole = first.writtenMs > second.writtenMs ? first : second;
  const code = gap === undefined ? 'fragment-twice' : 'fragment-in-clip-and-gap';
  const before = whole === first ? second : first;
  const message = `${both.length} fragments are in the ${before.kind} ${before.planId}, which was first, and in the ${whole.kind} ${whole.planId}`;
  return [{ ...about(gap ?? whole, code, message), fragments: both.length, numbers: both.slice(0, 20) }];
}
