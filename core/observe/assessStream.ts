import type { Enrolment } from '../streams/enrolment.ts';
import type { StreamState } from '../streams/streamState.ts';

/** What the stack's settings let one expect of a stream, in milliseconds. */
export interface Expectations {
  /** How long after its server time a fragment is expected to be listable. */
  readonly settleMs: number;
  /** For streams that name no interval of their own. */
  readonly intervalMs: number;
  /** Between two ticks of the archive machine. */
  readonly periodMs: number;
}

/** How a stream fares. One word for people; the two questions that alarms ask are answered apart. */
export type Condition = 'in-order' | 'catching-up' | 'behind' | 'silent' | 'paused' | 'deleted';

export interface StreamHealth {
  readonly condition: Condition;
  /** Age of the watermark. */
  readonly lagMs: number;
  /** The watermark is older than the stream's interval, settling and two ticks explain. */
  readonly behind: boolean;
  /** Nothing was sent for longer than the stream's limit. While it is behind nobody knows, and the last word stands. */
  readonly silent: boolean;
  /** Server time of the newest fragment that was listed. */
  readonly newestFragmentMs?: number;
  /** From the newest fragment (or, where there never was one, the stream's first being in order) to what has been listed. */
  readonly silentForMs: number;
  /** Footage that is not archived has spent three quarters of its retention. */
  readonly losingSoon: boolean;
}

/** The longest Express child: what a tick may take. */
const LONGEST_CHILD_MS = 5 * 60_000;
/** A stream that expects footage all the time may be silent for so long. */
const CONTINUOUS_SILENCE_MS = 15 * 60_000;
/** What was in retention when a stream was enrolled may take so long; after that it is behind. */
const FIRST_CATCH_UP_MS = 24 * 3_600_000;
/** The part of its retention that footage may spend before it is said to be soon lost. */
const SAFE_PART_OF_RETENTION = 0.75;
const HOUR_MS = 3_600_000;

/** Between two live passes over the stream. */
export function intervalMs(settings: Pick<Enrolment['settings'], 'intervalSeconds'>, expected: Expectations): number {
  return settings.intervalSeconds === undefined ? expected.intervalMs : settings.intervalSeconds * 1000;
}

/** How old a stream's watermark may be in order: settling, its interval, a tick that just missed it and one more. */
export function lagAllowanceMs(
  settings: Pick<Enrolment['settings'], 'intervalSeconds'>,
  expected: Expectations,
): number {
  return expected.settleMs + intervalMs(settings, expected) + 2 * expected.periodMs + LONGEST_CHILD_MS;
}

/** How long a stream may send nothing; `undefined`: for ever. */
export function silenceLimitMs(
  settings: Pick<Enrolment['settings'], 'expects' | 'silenceSeconds'>,
): number | undefined {
  const { expects, silenceSeconds } = settings;
  if (silenceSeconds !== undefined) return silenceSeconds === 0 ? undefined : silenceSeconds * 1000;
  return expects === 'continuous' ? CONTINUOUS_SILENCE_MS : undefined;
}

/**
 * How a stream fares, by its own settings. Silence is measured against what has been listed and not against the present:
 * an archive that stands still says nothing about its cameras.
 */
export function assessStream(
  enrolment: Pick<Enrolment, 'settings' | 'createdMs' | 'updatedMs'>,
  state: StreamState,
  expected: Expectations,
  nowMs: number,
): StreamHealth {
  const { settings, createdMs, updatedMs } = enrolment;
  const { watermarkMs, newestServerMs, noted } = state;
  const lagMs = Math.max(0, nowMs - watermarkMs);
  // Where no pass has listed a fragment yet, from when the stream was first seen in order: what came before, nobody noted.
  const lastSeenMs = newestServerMs ?? Math.max(createdMs, state.createdMs, noted?.caughtUpMs ?? watermarkMs);
  const silentForMs = Math.max(0, watermarkMs - lastSeenMs);
  const facts = {
    lagMs,
    silentForMs,
    ...(newestServerMs === undefined ? {} : { newestFragmentMs: newestServerMs }),
  };
  const calm = { ...facts, behind: false, silent: false, losingSoon: false };
  if (state.goneMs !== undefined) return { ...calm, condition: 'deleted' };
  if (!settings.enabled) return { ...calm, condition: 'paused' };

  const allowanceMs = lagAllowanceMs(settings, expected);
  // A stream that was just enrolled, changed or resumed has the same time as any other.
  const late = lagMs > allowanceMs && nowMs - updatedMs > allowanceMs;
  const first = noted?.caughtUpMs === undefined && nowMs - createdMs < FIRST_CATCH_UP_MS;
  if (first && lagMs > allowanceMs) return { ...calm, condition: 'catching-up' };

  const limitMs = silenceLimitMs(settings);
  const measured = limitMs !== undefined && silentForMs > limitMs;
  const silent = lagMs > allowanceMs ? noted?.silentSinceMs !== undefined : measured;
  return {
    ...facts,
    condition: late ? 'behind' : silent ? 'silent' : 'in-order',
    behind: late,
    silent,
    losingSoon: isLosingSoon(state, nowMs),
  };
}

/** A plan was recorded after all of its footage had come: its age is at most its footage's. */
function isLosingSoon({ retentionHours, watermarkMs, openPlans }: StreamState, nowMs: number): boolean {
  if (retentionHours === 0) return false;
  const oldestMs = Math.min(watermarkMs, ...openPlans.map(({ openedMs }) => openedMs));
  return nowMs - oldestMs > retentionHours * HOUR_MS * SAFE_PART_OF_RETENTION;
}
