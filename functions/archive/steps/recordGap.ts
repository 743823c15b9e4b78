import { serverMs } from '../../../core/fragment.ts';
import { failedAgain } from '../../../core/gaps/failedAgain.ts';
import { type GapReason, type GapRow, planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { type Plan, planEnd, planIdOf, planStart } from '../../../core/plans/plan.ts';
import type { PlanOutcome, Window } from '../../../core/runs/run.ts';
import type { ArchivePorts } from './archivePorts.ts';
import { readPlan } from './planStore.ts';

export interface RecordGapInput {
  readonly plan: { readonly planId: string };
  readonly window: Window;
  readonly tries: number;
  /** As Step Functions tells a caught error. */
  readonly failure: { readonly Error?: string; readonly Cause?: string };
}

const REASONS: Readonly<Record<string, GapReason>> = { Expired: 'expired', UnsupportedMedia: 'unsupported-media' };

/** A plan that could not be stored becomes a gap with its reason, its fragments kept by number, and leaves the open ones. */
export async function recordGap(
  input: RecordGapInput,
  ports: Pick<ArchivePorts, 'ledger' | 'streams' | 'objects' | 'workBucket' | 'system'>,
): Promise<PlanOutcome> {
  const { window, failure, tries } = input;
  const { streamArn, streamName, runId } = window;
  const planId = planIdOf(input.plan.planId);
  const plan: Plan = await readPlan({ streamArn, streamName, planId }, ports);
  const reason = REASONS[failure.Error ?? ''] ?? 'failed';
  const before = await ports.ledger.get(streamArn, planRowKey({ planId, endProducerMs: planEnd(plan) }));
  const now = ports.system.clock.now();
  const gap: GapRow = {
    kind: 'gap',
    streamArn,
    streamName,
    planId,
    startProducerMs: planStart(plan),
    endProducerMs: planEnd(plan),
    numbers: plan.fragments.map(({ number }) => number),
    writtenMs: now,
    reason,
    error: `${failure.Error ?? 'Unknown'}: ${messageOf(failure.Cause)}`,
    tries,
    runId,
    earliestServerMs: serverMs(Math.min(...plan.fragments.map((fragment) => fragment.serverMs))),
  };
  const row = failedAgain(gap, before?.kind === 'gap' ? before : undefined, window.retentionHours, now);
  const written = await ports.ledger.putGap(row);
  await ports.streams.changePlans(streamArn, { close: [planId] });
  const outcome = { planId, clips: 0, openParts: 0, bundles: [] };
  return written === 'stored' ? { ...outcome, status: 'gap', reason } : { ...outcome, status: 'archived' };
}

/** A Lambda's cause is JSON with the message inside. */
function messageOf(cause: string | undefined): string {
  if (cause === undefined) return '';
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return (typeof errorMessage === 'string' ? errorMessage : cause).slice(0, 500);
  } catch {
    return cause.slice(0, 500);
  }
}
