/** What the player plays. All times are producer time in UTC epoch milliseconds. */
export type Source =
  /** From KVS, a few seconds behind the camera. */
  | { readonly kind: 'live' }
  /**
   * From the archive, and from KVS what is not archived yet. With `toMs` all that is known of the span, in order of time;
   * without it grows, at its end alone, and so to live.
   */
  | { readonly kind: 'archive'; readonly fromMs: number; readonly toMs: number | undefined };

/** How much of the archive one playlist tells of. */
export const PLAYLIST_MS = 2 * 3_600_000;
/** A day of short segments is what one playlist can hold. */
const MOST_MS = 24 * 3_600_000;
/** What is sought so close to the present plays as it grows: nothing comes late there that would be missed. */
const NEAR_LIVE_MS = 2 * 60_000;
/** What is played on from so close to the present plays as it grows: one playlist to live, and no seam. */
const GROWS_MS = 30 * 60_000;
/** A camera's newest footage takes a while to be listed. */
const LISTED_MS = 30_000;
/** Players stay a few segments behind the last one. */
const LAST_MS = 20_000;
/** A camera that has sent nothing for so long is silent. */
const GROWN_MS = 60_000;
/** A little before the moment that is sought, so that stepping back from it costs no new playlist. */
const LEAD_MS = 60_000;

/** The source in which a moment is played, given the present one: the same, where that holds it. */
export function sourceFor(ms: number, nowMs: number, present: Source | undefined): Source {
  if (present?.kind === 'archive' && ms >= present.fromMs && ms < (present.toMs ?? Number.POSITIVE_INFINITY)) {
    return present;
  }
  return archiveFrom(ms - LEAD_MS, nowMs, NEAR_LIVE_MS + LEAD_MS);
}

/**
 * What follows an archive playlist that has come to its end.
 *
 * @param isEmpty nothing was recorded there: the next one tells of more, so that a night is passed over in a few of them
 */
export function sourceAfter(present: Source, nowMs: number, isEmpty = false): Source | undefined {
  if (present.kind === 'live' || present.toMs === undefined) return undefined;
  const lengthMs = isEmpty ? Math.min(MOST_MS, 2 * (present.toMs - present.fromMs)) : PLAYLIST_MS;
  return archiveFrom(present.toMs, nowMs, GROWS_MS, lengthMs);
}

/**
 * Whether what is seen of a source is what happens now, but for what it takes to get here: the last of a playlist that
 * grows, while it does.
 *
 * @param edgeMs at which the playlist ends
 */
export function isLive(source: Source, ms: number, edgeMs: number | undefined, nowMs: number): boolean {
  if (source.kind === 'live') return true;
  if (source.toMs !== undefined || edgeMs === undefined) return false;
  return ms >= edgeMs - LAST_MS && edgeMs >= nowMs - GROWN_MS;
}

function archiveFrom(fromMs: number, nowMs: number, growsMs: number, lengthMs = PLAYLIST_MS): Source {
  const grows = fromMs >= nowMs - growsMs;
  return { kind: 'archive', fromMs, toMs: grows ? undefined : Math.min(fromMs + lengthMs, nowMs - LISTED_MS) };
}
