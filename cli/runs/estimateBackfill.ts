import { formatTime } from '../../core/time/formatTime.ts';
import type { ApiClient } from '../connection/ApiClient.ts';

/** What a backfill of one stream would do, as the HTTP API tells it; a long range is added up day by day. */
export interface Estimate {
  readonly streamName: string;
  readonly days: number;
  readonly listed: number;
  readonly known: number;
  readonly plans: number;
  readonly gaps: number;
  readonly fragments: number;
  readonly bytes?: number;
  readonly footageMs: number;
  readonly mediaPoints: number;
  readonly seconds: number;
  readonly expiresMs?: number;
}

const DAY_MS = 24 * 3_600_000;

/** @throws ArchiverError as the HTTP API names it */
export async function estimateBackfill(
  streamName: string,
  range: { readonly fromMs: number; readonly toMs: number } | undefined,
  api: ApiClient,
): Promise<Estimate> {
  const ask = async (span: { readonly from?: string; readonly to?: string }) => {
    const params = { path: { stream: streamName } };
    const body = { ...span, dryRun: true };
    return (await api.post('/streams/{stream}/backfill', { params, body })) as Omit<Estimate, 'days'>;
  };
  if (range === undefined) return { ...(await ask({})), days: 0 };
  let sum: Estimate | undefined;
  for (let fromMs = range.fromMs; fromMs < range.toMs; fromMs += DAY_MS) {
    const toMs = Math.min(fromMs + DAY_MS, range.toMs);
    const day = { ...(await ask({ from: formatTime(fromMs), to: formatTime(toMs) })), days: 1 };
    sum = sum === undefined ? day : added(sum, day);
  }
  return sum ?? { streamName, days: 0, listed: 0, known: 0, plans: 0, gaps: 0, ...NOTHING };
}

const NOTHING = { fragments: 0, bytes: 0, footageMs: 0, mediaPoints: 0, seconds: 0 };

function added(a: Estimate, b: Estimate): Estimate {
  const expiries = [a, b].flatMap(({ expiresMs }) => expiresMs ?? []);
  return {
    streamName: a.streamName,
    days: a.days + b.days,
    listed: a.listed + b.listed,
    known: a.known + b.known,
    plans: a.plans + b.plans,
    gaps: a.gaps + b.gaps,
    fragments: a.fragments + b.fragments,
    bytes: (a.bytes ?? 0) + (b.bytes ?? 0),
    footageMs: a.footageMs + b.footageMs,
    mediaPoints: a.mediaPoints + b.mediaPoints,
    seconds: a.seconds + b.seconds,
    ...(expiries.length === 0 ? {} : { expiresMs: Math.min(...expiries) }),
  };
}

/** Calls to Kinesis Video Streams that it comes to, about: listings, a clip and its check a plan, reads by number. */
export function callsOf({ listed, plans, fragments, mediaPoints }: Estimate): number {
  const byNumber = mediaPoints > fragments ? Math.ceil(fragments / 100) : 0;
  return Math.ceil(listed / 1000) + plans * 2 + byNumber;
}
