import { nextTry } from '../../../core/gaps/nextTry.ts';
import type { EventPublisher } from '../../../core/ports/runLog.ts';
import type { StreamStore } from '../../../core/ports/streamStore.ts';
import { type BundleOutcome, isByHand, type Window } from '../../../core/runs/run.ts';
import { BUNDLE_TRIES, type OpenBundle } from '../../../core/streams/streamState.ts';

/**
 * Notes among the open bundles which of them could not be made, and when the schedule tries them next: later and later,
 * as with gaps.
 *
 * @returns findings: bundles that have failed too often; for the schedule each once, for a person every one that was tried
 */
export async function noteFailedBundles(
  window: Window,
  outcomes: readonly BundleOutcome[],
  ports: { readonly streams: StreamStore; readonly events: EventPublisher },
  nowMs: number,
): Promise<number> {
  const failed = new Set(outcomes.filter(({ status }) => status === 'failed').map(({ planId }) => planId));
  if (failed.size === 0) return 0;
  const { streamArn, streamName, runId } = window;
  const state = await ports.streams.get(streamArn);
  const noted: (OpenBundle & { readonly tries: number })[] = (state?.openBundles ?? [])
    .filter(({ planId }) => failed.has(planId))
    .map((bundle) => {
      const tries = (bundle.tries ?? 0) + 1;
      return { ...bundle, tries, nextTryMs: nextTry(tries, nowMs, undefined) };
    });
  // One that another run has made meanwhile comes back so, and leaves as it is looked at.
  await ports.streams.changePlans(streamArn, { openBundles: noted });
  const now = noted.filter(({ tries }) => tries === BUNDLE_TRIES);
  for (const { planId, tries } of now) {
    await ports.events.publish('Bundle Failing', { streamArn, streamName, runId, planId, tries });
  }
  return isByHand(window) ? noted.filter(({ tries }) => tries >= BUNDLE_TRIES).length : now.length;
}
