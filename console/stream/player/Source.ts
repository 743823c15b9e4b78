/** What the player plays. All times are producer time in UTC epoch milliseconds. */
export type Source =
  /** From KVS, a few seconds behind the camera. */
  | { readonly kind: 'live' }
  /** From the archive. Without `toMs` it grows: from what is archived on to what KVS has, and so to live. */
  | { readonly kind: 'archive'; readonly fromMs: number; readonly toMs: number | undefined };

/** How much of the archive one playlist tells of. */
export const PLAYLIST_MS = 2 * 3_600_000;
/** What plays so close to the present grows with it. */
const NEAR_LIVE_MS = 30 * 60_000;
/** A little before the moment that is sought, so that stepping back from it costs no new playlist. */
const LEAD_MS = 60_000;

/** The source in which a moment is played, given the present one: the same, where that holds it. */
export function sourceFor(ms: number, nowMs: number, present: Source | undefined): Source {
  if (present?.kind === 'archive' && ms >= present.fromMs && ms < (present.toMs ?? Number.POSITIVE_INFINITY)) {
    return present;
  }
  return archiveFrom(ms - LEAD_MS, nowMs);
}

/** What follows an archive playlist that has come to its end. */
export function sourceAfter(present: Source, nowMs: number): Source | undefined {
  if (present.kind === 'live' || present.toMs === undefined) return undefined;
  return archiveFrom(present.toMs, nowMs);
}

/** What has settled is a playlist with an end, in which what was backfilled stands too; the rest grows. */
function archiveFrom(fromMs: number, nowMs: number): Source {
  const settledMs = nowMs - NEAR_LIVE_MS;
  return { kind: 'archive', fromMs, toMs: fromMs >= settledMs ? undefined : Math.min(fromMs + PLAYLIST_MS, settledMs) };
}
