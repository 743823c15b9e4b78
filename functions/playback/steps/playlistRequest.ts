import { ArchiverError } from '../../../core/errors.ts';
import { parseTime } from '../../../core/time/parseTime.ts';

/** Longer spans are not looked at: no playlist could list them. */
const LONGEST_MS = 7 * 86_400_000;
/** So long after its end a span is still listed as one that grows: whoever follows it has seen its end by then. */
export const GROWN_MS = 3_600_000;

/** The span that is to be played, in producer time. */
export interface PlaylistRequest {
  readonly fromMs: number;
  /** Absent while the span has no end. */
  readonly toMs?: number;
  /**
   * Asked for as it stands now, in order of time: for whoever begins to watch what is over. A player that has followed the
   * span while it grew would find another order.
   */
  readonly type?: 'VOD';
}

const refuse = (field: string, message: string): ArchiverError =>
  new ArchiverError('InvalidInput', `${field}: ${message}`, { details: { field } });

/** Whether a span may still grow, or has ended so lately that somebody may be following it. */
export function isGrowing({ toMs, type }: PlaylistRequest, nowMs: number): boolean {
  return type === undefined && isRecent({ toMs }, nowMs);
}

/** Whether KVS may have footage of a span that is not archived yet. */
export function isRecent({ toMs }: { readonly toMs?: number | undefined }, nowMs: number): boolean {
  return toMs === undefined || toMs > nowMs - GROWN_MS;
}

/**
 * The span that a playlist is asked for. A player loads the playlist of a growing span again and again: its `from` is a time,
 * and no distance from now.
 *
 * @throws ArchiverError `InvalidInput`, naming the parameter
 */
export function playlistRequest(query: Readonly<Record<string, string | undefined>>, nowMs: number): PlaylistRequest {
  if (query.from === undefined) throw refuse('from', 'is missing: when the span begins');
  const fromMs = parseTime(query.from, 'from', nowMs);
  const toMs = query.to === undefined ? undefined : parseTime(query.to, 'to', nowMs);
  const request = { fromMs, ...(toMs === undefined ? {} : { toMs }), ...typeOf(query.type) };
  if (toMs !== undefined && fromMs >= toMs) throw refuse('from', `${query.from} is not before to: ${query.to}`);
  if (toMs === undefined && fromMs > nowMs) throw refuse('from', `${query.from} is not yet`);
  if (isGrowing(request, nowMs)) {
    const moving = (['from', 'to'] as const).find((name) => /^(-|now$)/.test(query[name] ?? ''));
    if (moving !== undefined) throw refuse(moving, 'give a time, not a distance from now, for a span that still grows');
  }
  checkLength(request, nowMs);
  return request;
}

function typeOf(type: string | undefined): { type?: 'VOD' } {
  if (type === undefined) return {};
  if (type !== 'VOD') throw refuse('type', `${type} is not VOD`);
  return { type };
}

/** @throws ArchiverError `InvalidInput` naming `to` */
export function checkLength({ fromMs, toMs }: PlaylistRequest, nowMs: number): void {
  if ((toMs ?? nowMs) - fromMs > LONGEST_MS)
    throw refuse('to', 'is more than 7 days behind from: ask for less at once');
}
