import type { FragmentStore } from '../spool/FragmentStore.ts';

/** The fragments that one connection carries: those from one sequence number up to another, in their order. */
export interface Lane {
  /** `all`: everything, the oldest first. `live`, `backlog`: what is happening now, and what could not be sent when it was. */
  readonly kind: 'all' | 'live' | 'backlog';
  /** First sequence number, and the one behind the last. */
  readonly from: number;
  readonly before: number;
}

/** What to send first. */
export type SendOrder = 'oldest-first' | 'live-first';

/**
 * Chooses what the next connection carries. The service takes one connection a stream and wants the footage of one
 * connection in the order of its times (documented: service quotas; PutMedia), so the live picture and the backlog take
 * turns: live until all of it is out, then backlog for a while.
 *
 * @param liveFrom where the live footage began at the last choice
 * @param windowMs footage that is so much older than the newest is no longer live
 * @param last what the connection before carried
 */
export function chooseLane(
  store: FragmentStore,
  order: SendOrder,
  liveFrom: number,
  windowMs: number,
  last: Lane['kind'] | undefined,
): Lane {
  const end = Number.POSITIVE_INFINITY;
  if (order === 'oldest-first') return { kind: 'all', from: 0, before: end };
  const from = Math.max(liveFrom, store.newestWithin(windowMs)?.sequence ?? 0);
  const hasLive = store.after(from - 1) !== undefined;
  const hasBacklog = (store.oldest?.sequence ?? from) < from;
  if (hasBacklog && (!hasLive || last === 'live')) return { kind: 'backlog', from: 0, before: from };
  return { kind: 'live', from, before: end };
}
