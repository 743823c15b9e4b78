import { ArchiverError } from '../../../core/errors.ts';
import { gapExpiry } from '../../../core/gaps/gapExpiry.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { PassRecord, RunRecords } from '../../../core/ports/runLog.ts';
import type { RunDescription, Runs } from '../../../core/ports/runs.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import { parseRunInput, type RunRequest } from '../../../core/runs/runInput.ts';
import type { StreamState } from '../../../core/streams/streamState.ts';
import type { Clock } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import { openGaps } from './estimateBackfill.ts';

export interface ShowExecutionPorts {
  readonly enrolments: EnrolmentStore;
  readonly streams: StreamStore;
  readonly ledger: Ledger;
  readonly records: RunRecords;
  readonly runs: Runs;
  readonly clock: Clock;
}

/** How far a run over one stream is. */
export interface ExecutionProgress {
  readonly passes: number;
  readonly clips: number;
  readonly bundles: number;
  readonly gaps: number;
  readonly fragments: number;
  readonly footageMs: number;
  readonly left: {
    /** Plans of the run that are being executed, and fragments that wait for their turn. */
    readonly openPlans: number;
    readonly fragments: number;
    /** Open `failed` gaps of what the run covers, and the fragments in them. */
    readonly gaps: number;
    readonly gapFragments: number;
    /** Footage that is left at most: of a range, there may be less recorded. */
    readonly footageMs: number;
  };
  readonly timesRealTime?: number;
  /** When it will be done at this rate. */
  readonly expectedEndMs?: number;
  /** Until when KVS keeps all of what is left. */
  readonly retentionUntilMs?: number;
}

/** @throws ArchiverError `InvalidInput`, `NotFound` */
export async function showExecution(
  id: string | undefined,
  ports: ShowExecutionPorts,
): Promise<Record<string, unknown>> {
  if (id === undefined || !/^[A-Za-z0-9_-]{1,80}$/.test(id)) {
    throw new ArchiverError('InvalidInput', 'id: is not that of an execution');
  }
  const run = await ports.runs.describe(id);
  const { executionId, status, startedMs, endedMs, error, cause } = run;
  const request = parseRunInput(run.input, startedMs);
  const progress = await progressOf(run, request, ports);
  return {
    executionId,
    status,
    startedAt: formatTime(startedMs),
    ...(endedMs === undefined ? {} : { endedAt: formatTime(endedMs) }),
    ...(request.stream === undefined ? {} : { streamName: request.stream }),
    ...(request.range === undefined
      ? {}
      : { from: formatTime(request.range.fromMs), to: formatTime(request.range.toMs) }),
    ...(error === undefined ? {} : { error: { code: error, message: (cause ?? '').slice(0, 2000) } }),
    ...(progress === undefined ? {} : { progress }),
  };
}

/** Of a run over one stream that is known. */
async function progressOf(
  run: RunDescription,
  { stream, range }: RunRequest,
  ports: ShowExecutionPorts,
): Promise<ExecutionProgress | undefined> {
  const enrolment = stream === undefined ? undefined : await ports.enrolments.get(stream);
  const state = enrolment === undefined ? undefined : await ports.streams.get(enrolment.streamArn);
  if (state === undefined) return undefined;
  const records: PassRecord[] = [];
  for await (const record of ports.records.ofRun(state.streamArn, run.executionId, run.startedMs)) records.push(record);
  const sum = (of: (record: PassRecord) => number | undefined): number =>
    records.reduce((total, record) => total + (of(record) ?? 0), 0);
  const gaps = (await openGaps(state.streamArn, ports.ledger)).filter(
    (gap) => range === undefined || (gap.startProducerMs < range.toMs && gap.endProducerMs >= range.fromMs),
  );
  const open = state.openPlans.filter(({ runId }) => runId === run.executionId);
  const done = { fragments: sum(({ fragments }) => fragments), footageMs: sum(({ footageMs }) => footageMs) };
  const gapFootageMs = gaps.reduce((total, gap) => total + gap.endProducerMs - gap.startProducerMs, 0);
  const unplanned = records.at(-1)?.unplanned ?? 0;
  const openFootageMs = open.reduce((total, plan) => total + plan.endProducerMs - plan.startProducerMs, 0);
  const footageMs =
    run.status !== 'RUNNING'
      ? 0
      : range === undefined
        ? gapFootageMs
        : openFootageMs + unplannedMs(unplanned, done) + notBegunMs(records, range, ports.clock.now());
  const elapsedMs = (run.endedMs ?? ports.clock.now()) - run.startedMs;
  const timesRealTime = elapsedMs > 0 ? done.footageMs / elapsedMs : 0;
  const until = retentionUntil(gaps, range, state);
  return {
    passes: records.length,
    clips: sum(({ clips }) => clips),
    bundles: sum(({ bundles }) => bundles),
    gaps: sum((record) => record.gaps),
    ...done,
    left: {
      openPlans: open.length,
      fragments: open.reduce((total, { fragments }) => total + fragments, 0) + unplanned,
      gaps: gaps.length,
      gapFragments: gaps.reduce((total, { numbers }) => total + numbers.length, 0),
      footageMs,
    },
    ...(timesRealTime > 0 ? { timesRealTime: Math.round(timesRealTime * 10) / 10 } : {}),
    ...(timesRealTime > 0 && footageMs > 0
      ? { expectedEndMs: Math.round(ports.clock.now() + footageMs / timesRealTime) }
      : {}),
    ...(until === undefined ? {} : { retentionUntilMs: until }),
  };
}

/** The footage of fragments that wait, if they are like those that are done. */
function unplannedMs(unplanned: number, done: { readonly fragments: number; readonly footageMs: number }): number {
  return done.fragments === 0 ? 0 : Math.round((unplanned * done.footageMs) / done.fragments);
}

/** What of a range no pass has looked at yet; its pieces are gone through in order. */
function notBegunMs(records: readonly PassRecord[], range: { fromMs: number; toMs: number }, nowMs: number): number {
  const reached = records
    .flatMap(({ windows }) => windows)
    .reduce((latest, { endMs }) => Math.max(latest, endMs + 1), range.fromMs);
  return Math.max(0, Math.min(range.toMs, nowMs) - reached);
}

function retentionUntil(
  gaps: Awaited<ReturnType<typeof openGaps>>,
  range: { readonly fromMs: number } | undefined,
  { retentionHours }: StreamState,
): number | undefined {
  const expiries = gaps.map((gap) => gapExpiry(gap, retentionHours) ?? gap.writtenMs);
  // Producer time for server time: what was sent as it was recorded.
  if (range !== undefined) expiries.push(range.fromMs + retentionHours * 3_600_000);
  return expiries.length === 0 ? undefined : Math.min(...expiries);
}
