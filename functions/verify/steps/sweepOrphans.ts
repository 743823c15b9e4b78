import * as z from 'zod';
import { isArchiverError } from '../../../core/errors.ts';
import { parseDocument } from '../../../core/manifests/manifest.ts';
import type { FindingCode } from '../../../core/verify/Finding.ts';
import { auditedStream } from './auditedStream.ts';
import { emptyTally, type SweepPorts } from './auditPorts.ts';
import { auditSegment } from './auditStream.ts';
import { repairOrphan } from './repairOrphan.ts';

const DAY_MS = 86_400_000;
/** Footage of so many days above the sweep age is looked at: every stream is swept about once a day. */
const DAYS = 7;
/** Streams that are looked at at once: a stream takes a few calls, and waits for most of its time. */
const STREAMS_AT_ONCE = 8;

export interface SweepSettings {
  /** What is younger may belong to a run under way: longer than the longest run. */
  readonly sweepAgeMs: number;
  /** No stream is begun so long after the start. */
  readonly budgetMs: number;
}

/** What one sweep did. */
export interface SweepOutcome {
  readonly streams: number;
  readonly adopted: number;
  readonly deleted: number;
  readonly left: number;
  /** What else ledger and bucket disagree in: told, and left to a person's `verify --repair`. */
  readonly findings: Readonly<Partial<Record<FindingCode, number>>>;
  /** Every enrolled stream has been looked at in this round; the next one begins a day after this one began. */
  readonly roundDone: boolean;
  /** What was done to each object, in words. */
  readonly told: readonly string[];
}

const cursorSchema = z.object({ after: z.string().nullable(), roundStartedMs: z.int() });
type Cursor = z.output<typeof cursorSchema>;

const CURSOR_KEY = 'sweep/cursor.json';
/** Lines of a sweep's report: the log of one invocation is not endless. */
const MOST_TOLD = 200;

/**
 * Adopts or deletes objects that no ledger row names, of footage of the last days, stream after stream, as many as fit
 * into one invocation; the next one goes on where this one stopped. Two at once do the same work twice and no harm.
 */
export async function sweepOrphans(settings: SweepSettings, ports: SweepPorts): Promise<SweepOutcome> {
  const startedMs = ports.system.clock.now();
  const { cursor, etag } = await readCursor(ports);
  const resting = cursor.after === null && startedMs - cursor.roundStartedMs < DAY_MS;
  const sweep = new Sweep();
  if (resting) return sweep.outcome(true);
  const roundStartedMs = cursor.after === null ? startedMs : cursor.roundStartedMs;
  let after = cursor.after ?? undefined;
  let roundDone = false;
  while (!roundDone && ports.system.clock.now() - startedMs < settings.budgetMs) {
    const page = await ports.enrolments.list(STREAMS_AT_ONCE, after);
    await Promise.all(page.items.map(({ streamName }) => sweepStream(streamName, startedMs, settings, ports, sweep)));
    after = page.nextToken;
    roundDone = after === undefined;
  }
  const next: Cursor = { after: roundDone ? null : (after ?? null), roundStartedMs };
  await writeCursor(next, etag, ports);
  return sweep.outcome(roundDone);
}

async function sweepStream(
  streamName: string,
  nowMs: number,
  settings: SweepSettings,
  ports: SweepPorts,
  sweep: Sweep,
): Promise<void> {
  const stream = await auditedStream(streamName, ports);
  const segment = { fromMs: Math.max(0, nowMs - settings.sweepAgeMs - DAYS * DAY_MS) };
  const moments = { nowMs, youngSinceMs: nowMs - settings.sweepAgeMs };
  const audit = { level: 'presence', sweepAgeMs: settings.sweepAgeMs, relistMs: 0 } as const;
  for await (const finding of auditSegment(stream, segment, moments, audit, ports, emptyTally())) {
    const { code, bucket, key } = finding;
    if (code !== 'orphan' || bucket === undefined || key === undefined) {
      sweep.find(code, finding.message);
      continue;
    }
    const { outcome, message } = await repairOrphan({ bucket, key }, stream, ports, false);
    // `repaired` is one that went or was named meanwhile.
    if (outcome !== 'repaired') sweep.tell(outcome, message);
  }
  sweep.streams += 1;
}

class Sweep {
  streams = 0;
  readonly #counts = { adopted: 0, deleted: 0, left: 0 };
  readonly #findings: Partial<Record<FindingCode, number>> = {};
  readonly #told: string[] = [];

  tell(what: 'adopted' | 'deleted' | 'left', message: string): void {
    this.#counts[what] += 1;
    if (this.#told.length < MOST_TOLD) this.#told.push(message);
  }

  find(code: FindingCode, message: string): void {
    this.#findings[code] = (this.#findings[code] ?? 0) + 1;
    if (this.#told.length < MOST_TOLD) this.#told.push(`${code}: ${message}`);
  }

  outcome(roundDone: boolean): SweepOutcome {
    return { streams: this.streams, ...this.#counts, findings: this.#findings, roundDone, told: this.#told };
  }
}

async function readCursor({ objects, workBucket }: SweepPorts): Promise<{ cursor: Cursor; etag?: string }> {
  try {
    const { bytes, etag } = await objects.getBytes({ bucket: workBucket, key: CURSOR_KEY });
    return { cursor: parseDocument(cursorSchema, bytes, CURSOR_KEY), etag };
  } catch (error) {
    if (!isArchiverError(error, 'NotFound')) throw error;
    return { cursor: { after: null, roundStartedMs: 0 } };
  }
}

async function writeCursor(
  cursor: Cursor,
  etag: string | undefined,
  { objects, workBucket }: SweepPorts,
): Promise<void> {
  const place = { bucket: workBucket, key: CURSOR_KEY };
  try {
    await objects.replace(place, new TextEncoder().encode(JSON.stringify(cursor)), 'application/json', etag);
  } catch (error) {
    // Another sweep has written it: its place is as good as ours.
    if (!isArchiverError(error, 'Conflict')) throw error;
  }
}
