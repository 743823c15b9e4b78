import { ArchiverError } from '../../../core/errors.ts';
import { type Fragment, producerMs } from '../../../core/fragment.ts';
import { gapExpiry } from '../../../core/gaps/gapExpiry.ts';
import type { GapRow } from '../../../core/ledger/ledgerRow.ts';
import { PACED_POINTS_PER_SECOND } from '../../../core/plans/limits.ts';
import { planClips } from '../../../core/plans/planClips.ts';
import type { FootageSource } from '../../../core/ports/footageSource.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import { rangeSpan, reachesInto } from '../../../core/windows/chooseWindow.ts';
import { knownFragments } from '../../archive/steps/knownFragments.ts';
import type { PlanPorts } from '../../archive/steps/planStore.ts';
import { enrolmentOf } from './enrolment.ts';

/** An answer has 29 seconds: whoever has a longer range asks day by day. */
const LONGEST_MS = 24 * 3_600_000;

export interface EstimatePorts extends PlanPorts {
  readonly enrolments: EnrolmentStore;
  readonly streams: StreamStore;
  readonly ledger: Ledger;
  readonly source: FootageSource;
}

/** What a backfill would do. */
export interface BackfillEstimate {
  readonly streamName: string;
  /** Fragments that KVS has in the range, and of these what is in the archive, on its way or lost. */
  readonly listed: number;
  readonly known: number;
  readonly plans: number;
  readonly gaps: number;
  readonly fragments: number;
  /** As KVS counts them; absent for gaps, whose sizes only a listing tells. */
  readonly bytes?: number;
  readonly footageMs: number;
  /** Of the stream's media points: twice where bundles are read apart from clips. */
  readonly mediaPoints: number;
  /** At the pace of a backfill, at best. */
  readonly seconds: number;
  /** From when on KVS takes the first of it away. */
  readonly expiresMs?: number;
}

/**
 * Tells what a backfill of a range, or of a stream's open gaps, would do, and does nothing.
 *
 * @throws ArchiverError `InvalidInput` over 24 hours; `NotFound`
 */
export async function estimateBackfill(
  streamName: string,
  range: { readonly fromMs: number; readonly toMs: number } | undefined,
  ports: EstimatePorts,
): Promise<BackfillEstimate> {
  const { settings, streamArn } = await enrolmentOf(streamName, ports.enrolments);
  if (range !== undefined && range.toMs - range.fromMs > LONGEST_MS) {
    throw new ArchiverError('InvalidInput', 'to: a dry run takes at most 24 hours; ask day by day');
  }
  const state = await ports.streams.get(streamArn);
  if (state === undefined) throw new ArchiverError('NotFound', `stream: ${streamName} was never looked at yet`);
  const reads = settings.fragments === 'all' && settings.source === 'clip' ? 2 : 1;
  const cost = (fragments: number) => ({
    mediaPoints: fragments * reads,
    seconds: Math.ceil((fragments * reads) / PACED_POINTS_PER_SECOND),
  });
  if (range === undefined) {
    const gaps = await openGaps(streamArn, ports.ledger);
    const fragments = gaps.reduce((sum, { numbers }) => sum + numbers.length, 0);
    const footageMs = gaps.reduce((sum, gap) => sum + gap.endProducerMs - gap.startProducerMs, 0);
    const expiries = gaps.map((gap) => gapExpiry(gap, state.retentionHours) ?? gap.writtenMs);
    return {
      ...{ streamName, listed: fragments, known: 0, plans: gaps.length, gaps: gaps.length, fragments, footageMs },
      ...cost(fragments),
      ...(expiries.length === 0 ? {} : { expiresMs: Math.min(...expiries) }),
    };
  }
  const listed = await listRange(state, range, ports.source);
  const known = await knownFragments(streamArn, listed, state, ports);
  const retried = new Set(known.gaps.filter(({ reason }) => reason === 'failed').flatMap(({ numbers }) => numbers));
  const fresh = listed.filter(({ number }) => !known.numbers.has(number) || retried.has(number));
  const earliest = fresh.reduce((first, { serverMs }) => Math.min(first, serverMs), Number.POSITIVE_INFINITY);
  return {
    streamName,
    listed: listed.length,
    known: listed.length - fresh.length,
    plans: planClips(fresh).length,
    gaps: known.gaps.filter(({ reason }) => reason === 'failed').length,
    fragments: fresh.length,
    bytes: fresh.reduce((sum, { bytes }) => sum + bytes, 0),
    footageMs: fresh.reduce((sum, { lengthMs }) => sum + lengthMs, 0),
    ...cost(fresh.length),
    ...(fresh.length === 0 ? {} : { expiresMs: earliest + state.retentionHours * 3_600_000 }),
  };
}

async function listRange(
  stream: { readonly streamArn: string; readonly endpoints: Readonly<Record<string, string>> },
  range: { readonly fromMs: number; readonly toMs: number },
  source: FootageSource,
): Promise<Fragment[]> {
  const { startMs, endMs } = rangeSpan(range);
  const listed = new Map<string, Fragment>();
  const span = { clock: 'producer', startMs: producerMs(startMs), endMs: producerMs(endMs) } as const;
  for await (const page of source.list(stream, span)) {
    for (const fragment of page) if (reachesInto(range, fragment)) listed.set(fragment.number, fragment);
  }
  return [...listed.values()];
}

/** The open `failed` gaps of a stream. */
export async function openGaps(streamArn: string, ledger: Ledger): Promise<GapRow[]> {
  const open: GapRow[] = [];
  let after: string | undefined;
  do {
    const page = await ledger.gaps(streamArn, after === undefined ? {} : { after });
    for (const row of page.items) if (row.kind === 'gap' && row.reason === 'failed') open.push(row);
    after = page.nextToken;
  } while (after !== undefined);
  return open;
}
