import type { RunKind, Span } from '../runs/run.ts';
import type { Enrolment } from '../streams/enrolment.ts';
import type { StreamState } from '../streams/streamState.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The stack's settings that decide windows, in milliseconds. */
export interface WindowSettings {
  /** How long after its server time a fragment is expected to be listable. */
  readonly settleMs: number;
  /** How far below the watermark every pass lists again. */
  readonly relistMs: number;
  /** Server time that one pass takes on, at most. */
  readonly windowMs: number;
  /** For streams that name no interval of their own. */
  readonly intervalMs: number;
}

/** A pass over server time. */
export interface ServerWindow {
  readonly kind: 'window';
  readonly spans: readonly Span[];
  readonly commitToMs: number;
  readonly targetMs: number;
  readonly dailyPassMs?: number;
  /** A span that left retention before it was listed. */
  readonly unseen?: Span;
}

/** Nothing to do now; `waitMs` says when there may be. */
export interface NoWindow {
  readonly kind: 'none';
  readonly reason: 'caught-up' | 'not-yet';
}

/**
 * The server time that the next pass looks at: from `relist` below the watermark (a fragment on a slow uplink has an
 * old server time and becomes listable late) to now less `settle`, at most one window further than the watermark. Once
 * a day the last 24 h, and the last day that retention still holds, are listed again.
 *
 * @param startedMs of the run: a person's run reaches up to it
 */
export function chooseWindow(
  state: Pick<StreamState, 'watermarkMs' | 'createdMs' | 'retentionHours' | 'dailyPassMs'>,
  settings: Pick<Enrolment['settings'], 'intervalSeconds'>,
  window: WindowSettings,
  run: { kind: RunKind; startedMs: number },
  nowMs: number,
): ServerWindow | NoWindow {
  const byHand = run.kind === 'stream' || run.kind === 'all';
  const settled = nowMs - window.settleMs;
  const targetMs = byHand ? Math.min(settled, run.startedMs) : settled;
  const horizonMs = nowMs - state.retentionHours * HOUR_MS;
  const head = Math.max(state.createdMs, horizonMs);
  const interval = settings.intervalSeconds === undefined ? window.intervalMs : settings.intervalSeconds * 1000;

  if (run.kind === 'live' && targetMs - state.watermarkMs < interval * 0.8) return { kind: 'none', reason: 'not-yet' };
  if (!byHand && targetMs <= state.watermarkMs) return { kind: 'none', reason: 'caught-up' };

  const from = Math.max(state.watermarkMs, head);
  const commitToMs = Math.max(state.watermarkMs, Math.min(targetMs, from + window.windowMs));
  const spans: Span[] = [{ startMs: Math.max(head, from - window.relistMs), endMs: commitToMs }];
  const daily = nowMs - state.dailyPassMs >= DAY_MS && commitToMs >= targetMs;
  if (daily) {
    spans.push({ startMs: Math.max(head, from - DAY_MS), endMs: spans[0]?.startMs ?? head });
    spans.push({ startMs: head, endMs: Math.min(head + DAY_MS, from - DAY_MS) });
  }
  return {
    kind: 'window',
    spans: spans.filter((span, index) => span.endMs > span.startMs || (index === 0 && span.endMs === span.startMs)),
    commitToMs,
    targetMs,
    ...(daily ? { dailyPassMs: nowMs } : {}),
    ...(state.watermarkMs < horizonMs && state.createdMs < horizonMs
      ? { unseen: { startMs: Math.max(state.watermarkMs, state.createdMs), endMs: horizonMs } }
      : {}),
  };
}

/** The longest fragment that KVS takes (service quotas): one that began so much earlier may reach into a range. */
export const LONGEST_FRAGMENT_MS = 20_000;

/**
 * The span to list for a range of producer time: KVS leaves out a fragment that began before the start, even where its
 * footage reaches into the range.
 */
export function rangeSpan(range: { fromMs: number; toMs: number }): Span {
  return { startMs: Math.max(0, range.fromMs - LONGEST_FRAGMENT_MS), endMs: range.toMs - 1 };
}

/** Whether a listed fragment has footage in the range. */
export function reachesInto(
  range: { fromMs: number; toMs: number },
  fragment: { producerMs: number; lengthMs: number },
): boolean {
  return fragment.producerMs < range.toMs && fragment.producerMs + fragment.lengthMs >= range.fromMs;
}
