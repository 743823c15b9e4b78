import type { StreamStore } from '../../../core/ports/streamStore.ts';
import type { OpenBundle, StreamState } from '../../../core/streams/streamState.ts';
import { openWantedBundles, type WantedPorts } from './openWantedBundles.ts';

/** Fragments become listable late, with no stated bound: as far as every pass lists again by default. */
const LATE_MS = 900_000;
const MINUTE_MS = 60_000;

/**
 * What a pass does for wanted footage: what is archived of it joins the open bundles, and what has nothing more to come
 * is forgotten. A stream of which nobody wants anything costs no call.
 */
export async function keepWanted(
  state: StreamState,
  nowMs: number,
  ports: WantedPorts & { readonly streams: Pick<StreamStore, 'changePlans' | 'settleWanted'> },
): Promise<readonly OpenBundle[]> {
  const { streamArn, wanted = [], openPlans, openBundles, watermarkMs } = state;
  if (wanted.length === 0) return [];
  const opened = await openWantedBundles(streamArn, wanted, openBundles, nowMs, ports);
  const settled = wanted.filter(
    ({ minuteMs, sinceMs }) =>
      watermarkMs >= sinceMs + LATE_MS &&
      !openPlans.some((plan) => plan.startProducerMs < minuteMs + MINUTE_MS && plan.endProducerMs >= minuteMs),
  );
  if (settled.length > 0) await ports.streams.settleWanted(streamArn, settled);
  return opened;
}
