import type { Item } from '../../client/createClient.ts';

type Stream = Item<'/streams'>;
export type Condition = NonNullable<Stream['state']>['condition'];

/** A camera that sends nothing for so long is not live: fragments come every few seconds. */
const LIVE_MS = 60_000;

/** How a stream fares; one that was enrolled a moment ago has nothing against it. */
export const conditionOf = ({ state }: Stream): Condition => state?.condition ?? 'in-order';

/** Whether footage arrives. */
export const isLive = ({ state }: Stream): boolean =>
  state?.newestFragmentMs !== undefined && state.silentForMs !== undefined && state.silentForMs < LIVE_MS;

/** Whether somebody should look: what was paused by its owner, or is on its way, is as it should be. */
export function needsAttention(stream: Stream): boolean {
  const condition = conditionOf(stream);
  return (
    condition === 'behind' || condition === 'silent' || condition === 'deleted' || stream.state?.losingSoon === true
  );
}

/** The streams whose name has the words in it, in any case; with `attention`, those alone that somebody should look at. */
export function findStreams(
  streams: readonly Stream[],
  { name, attention }: { readonly name: string; readonly attention: boolean },
): readonly Stream[] {
  const sought = name.trim().toLowerCase();
  return streams.filter(
    (stream) => stream.streamName.toLowerCase().includes(sought) && (!attention || needsAttention(stream)),
  );
}

const BEFORE_MS = 120_000;
/** So long a stream may have been silent of which it is not known yet when it sent last. */
const LONG_BEFORE_MS = 2 * 3_600_000;

/** Where a stream's newest archived picture is sought: server time serves, for what is sent as it is recorded. */
export function newestSpan({ state }: Stream): { readonly fromMs: number; readonly toMs: number } | undefined {
  if (state === undefined) return undefined;
  const beforeMs = state.newestFragmentMs === undefined ? LONG_BEFORE_MS : BEFORE_MS;
  const toMs = Math.min(state.watermarkMs, state.newestFragmentMs ?? state.watermarkMs);
  return { fromMs: Math.max(0, toMs - beforeMs), toMs };
}
