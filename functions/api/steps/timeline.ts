import { MOST_TOLERANCE_MS } from '../../../core/coverage/continuity.ts';
import { coverageOf } from '../../../core/coverage/coverageOf.ts';
import { type DrawnClip, type DrawnGap, drawTimeline } from '../../../core/coverage/drawTimeline.ts';
import type { LedgerSpan } from '../../../core/coverage/LedgerSpan.ts';
import type { StreamKnowledge } from '../../../core/coverage/StreamKnowledge.ts';
import { ArchiverError } from '../../../core/errors.ts';
import { serverMs } from '../../../core/fragment.ts';
import { clipIdOf } from '../../../core/ledger/clipId.ts';
import type { LedgerSpans } from '../../../core/ports/ledgerSpans.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import type { StreamStore } from '../../../core/ports/streamStore.ts';
import type { TimelineLayer } from '../../../core/ports/timelineLayer.ts';
import type { StreamState } from '../../../core/streams/streamState.ts';
import type { Clock } from '../../../core/system.ts';
import { parseTime } from '../../../core/time/parseTime.ts';

const DAY_MS = 86_400_000;
/** 30 days of eight cameras' worth, or a year at five minutes: what one answer reads at most. */
const MOST_ROWS = 120_000;
const MOST_OF_A_LAYER = 5000;

export interface TimelinePorts {
  readonly names: StreamNames;
  readonly streams: Pick<StreamStore, 'get'>;
  readonly spans: LedgerSpans;
  readonly clock: Clock;
  readonly detections?: TimelineLayer;
  readonly segments?: TimelineLayer;
}

export interface TimelineRequest {
  readonly fromMs: number;
  readonly toMs: number;
  readonly resolutionMs: number;
}

/** All times are producer time in UTC epoch milliseconds. */
export interface Timeline {
  readonly from: number;
  readonly to: number;
  /** How much of [from, to) is archived, 0 to 1. */
  readonly coverage: number;
  readonly clips: readonly DrawnClip[];
  readonly gaps: readonly DrawnGap[];
  readonly detections: readonly object[];
  readonly segments: readonly object[];
  readonly resolutionMs: number;
  /** What is neither in a clip nor in a gap: nobody has looked yet, or nobody was asked to. */
  readonly unclaimed: readonly { readonly startMs: number; readonly endMs: number }[];
}

/**
 * The span that is asked for: the last 24 hours by default.
 *
 * @throws ArchiverError `InvalidInput`, naming the parameter
 */
export function timelineRequest(query: Readonly<Record<string, string | undefined>>, now: number): TimelineRequest {
  const toMs = query.to === undefined ? now : parseTime(query.to, 'to', now);
  const fromMs = query.from === undefined ? Math.max(0, toMs - DAY_MS) : parseTime(query.from, 'from', now);
  if (fromMs >= toMs) {
    throw new ArchiverError('InvalidInput', `from: ${query.from ?? fromMs} is not before to: ${query.to ?? 'now'}`, {
      details: { field: 'from' },
    });
  }
  const resolution = query.resolution ?? '0';
  const resolutionMs = Number(resolution) * 1000;
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(resolution)) {
    throw new ArchiverError('InvalidInput', `resolution: ${JSON.stringify(resolution)} is not a number of seconds`, {
      details: { field: 'resolution' },
    });
  }
  return { fromMs, toMs, resolutionMs: Math.round(resolutionMs) };
}

/**
 * What is archived of a span of a stream, and what is not and why, of every stream that ever bore the name: it answers
 * after the stream is gone from KVS, and after its enrolment is.
 *
 * @throws ArchiverError `NotFound` where no stream was ever seen under the name; `InvalidInput` where the span holds
 *   more than 120,000 rows
 */
export async function timeline(streamName: string, request: TimelineRequest, ports: TimelinePorts): Promise<Timeline> {
  const { fromMs, toMs, resolutionMs } = request;
  const arns = await ports.names.arnsOf(streamName);
  if (arns.length === 0) {
    throw new ArchiverError('NotFound', `stream: ${streamName} is not enrolled, and never was`);
  }
  const layer = (source: TimelineLayer | undefined) =>
    source?.between(streamName, fromMs, toMs, MOST_OF_A_LAYER) ?? Promise.resolve([]);
  const [known, detections, segments] = await Promise.all([
    Promise.all(arns.map((arn) => whatIsKnown(arn, request, ports))),
    layer(ports.detections),
    layer(ports.segments),
  ]);
  const nowMs = ports.clock.now();
  const rows = known.flatMap(({ rows: ofStream }) => ofStream);
  const coverage = coverageOf({
    fromMs,
    toMs,
    nowMs,
    rows,
    streams: knowledge(known.flatMap((each) => each.stream ?? [])),
  });
  const archived = coverage.reduce(
    (sum, { kind, startMs, endMs }) => sum + (kind === 'archived' ? endMs - startMs : 0),
    0,
  );
  const clips = rows
    .filter((row) => isShown(row, request, nowMs))
    .map(({ planId, startMs, endMs }) => ({
      clipId: clipIdOf({ streamName, endProducerMs: endMs, planId }),
      startMs,
      endMs,
    }))
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs || (a.clipId < b.clipId ? -1 : 1));
  const drawn = drawTimeline(clips, coverage, resolutionMs);
  return {
    from: fromMs,
    to: toMs,
    coverage: archived / (toMs - fromMs),
    clips: drawn.clips,
    gaps: drawn.gaps,
    detections,
    segments,
    resolutionMs: drawn.resolutionMs,
    unclaimed: coverage.filter(({ kind }) => kind === 'unclaimed').map(({ startMs, endMs }) => ({ startMs, endMs })),
  };
}

interface Known {
  readonly stream?: { readonly state: StreamState; readonly unseen: StreamKnowledge['unseen'] };
  readonly rows: readonly LedgerSpan[];
}

async function whatIsKnown(streamArn: string, { fromMs, toMs }: TimelineRequest, ports: TimelinePorts): Promise<Known> {
  // Rows beside the span close its seams, and the latest tells of the camera's clock.
  const [state, between, latest, unseen] = await Promise.all([
    ports.streams.get(streamArn),
    ports.spans.between(streamArn, fromMs - MOST_TOLERANCE_MS, toMs + MOST_TOLERANCE_MS, MOST_ROWS),
    ports.spans.latest(streamArn),
    ports.spans.unseen(streamArn),
  ]);
  const isNew = latest !== undefined && !between.some(({ planId }) => planId === latest.planId);
  const rows = isNew ? [...between, latest] : between;
  return state === undefined ? { rows } : { stream: { state, unseen }, rows };
}

/** Streams of one name follow one another: each is gone at the latest when the next was made. */
function knowledge(known: readonly { state: StreamState; unseen: StreamKnowledge['unseen'] }[]): StreamKnowledge[] {
  const ordered = [...known].sort((a, b) => a.state.createdMs - b.state.createdMs);
  return ordered.map(({ state, unseen }, index): StreamKnowledge => {
    const { createdMs, beganMs, watermarkMs, openPlans } = state;
    const goneMs = Math.min(state.goneMs ?? Number.POSITIVE_INFINITY, ordered[index + 1]?.state.createdMs ?? Infinity);
    return {
      createdMs,
      watermarkMs,
      unseen,
      pending: openPlans.map((plan) => ({ startMs: plan.startProducerMs, endMs: plan.endProducerMs })),
      ...(beganMs === undefined ? {} : { beganMs }),
      ...(Number.isFinite(goneMs) ? { goneMs: serverMs(goneMs) } : {}),
    };
  });
}

/** A clip that is there and has footage in the span. */
function isShown(row: LedgerSpan, { fromMs, toMs }: TimelineRequest, nowMs: number): boolean {
  if (row.kind !== 'clip' || (row.retireAtMs !== undefined && row.retireAtMs <= nowMs)) return false;
  return row.startMs < toMs && Math.max(row.endMs, row.startMs + 1) > fromMs;
}
