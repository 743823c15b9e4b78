import { ArchiverError } from '../errors.ts';
import { producerMs, serverMs } from '../fragment.ts';
import { planIdOf } from '../plans/plan.ts';
import type { LedgerSpan } from './LedgerSpan.ts';

/** What became for good of the footage of a stream that ends within a calendar month (UTC): clips and erasures. */
export interface SpanSheet {
  readonly streamArn: string;
  /** `2026-11`. */
  readonly month: string;
  /** When its rows were read, all of them. */
  readonly readMs: number;
  /** What was written before is on it. */
  readonly asOfMs: number;
  readonly spans: readonly LedgerSpan[];
}

/**
 * The same in columns, times as distances from their neighbours: a month of five-minute clips is some 300 KB, and is
 * parsed in a few milliseconds.
 */
interface Columns {
  readonly version: 1;
  readonly streamArn: string;
  readonly month: string;
  readonly readMs: number;
  readonly asOfMs: number;
  readonly planIds: readonly string[];
  /** From the start of the one before. */
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  readonly fragments: readonly number[];
  /** From its end; null where it is kept for ever. */
  readonly retireAfter: readonly (number | null)[];
  /** From its start; null where the row does not say. */
  readonly serverAfter: readonly (number | null)[];
  /** Which of them were erased, by their places. */
  readonly erased: readonly number[];
}

/** `2026-11`, of a moment. */
export function monthOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}

/** The first moment of a month, and that of the next one. */
export function boundsOfMonth(month: string): { fromMs: number; toMs: number } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return { fromMs: Date.UTC(year, number - 1, 1), toMs: Date.UTC(year, number, 1) };
}

export function writeSpanSheet({ spans, ...sheet }: SpanSheet): Uint8Array {
  let before = 0;
  const columns: Columns = {
    version: 1,
    ...sheet,
    planIds: spans.map(({ planId }) => planId),
    starts: spans.map(({ startMs }) => {
      const distance = startMs - before;
      before = startMs;
      return distance;
    }),
    lengths: spans.map(({ startMs, endMs }) => endMs - startMs),
    fragments: spans.map(({ fragments }) => fragments),
    retireAfter: spans.map(({ endMs, retireAtMs }) => (retireAtMs === undefined ? null : retireAtMs - endMs)),
    serverAfter: spans.map(({ startMs, earliestServerMs }) =>
      earliestServerMs === undefined ? null : earliestServerMs - startMs,
    ),
    erased: spans.flatMap(({ kind }, place) => (kind === 'erased' ? [place] : [])),
  };
  return new TextEncoder().encode(JSON.stringify(columns));
}

/** @throws ArchiverError `Corrupt` where the bytes are no such sheet of that stream and month */
export function readSpanSheet(bytes: Uint8Array, streamArn: string, month: string): SpanSheet {
  const corrupt = (why: string, cause?: unknown): ArchiverError =>
    new ArchiverError('Corrupt', `the sheet of ${month} of ${streamArn} ${why}`, { cause });
  let columns: Columns;
  try {
    columns = JSON.parse(new TextDecoder().decode(bytes)) as Columns;
  } catch (error) {
    throw corrupt('is not JSON', error);
  }
  if (columns.version !== 1 || columns.streamArn !== streamArn || columns.month !== month) throw corrupt('is another');
  const { readMs, asOfMs, planIds, starts, lengths, fragments, retireAfter, serverAfter } = columns;
  const all = [starts, lengths, fragments, retireAfter, serverAfter];
  if (all.some((column) => column?.length !== planIds.length)) throw corrupt('has columns of unequal length');
  const erased = new Set(columns.erased);
  let start = 0;
  const spans = planIds.map((planId, place): LedgerSpan => {
    start += starts[place] ?? Number.NaN;
    const end = start + (lengths[place] ?? Number.NaN);
    const retire = retireAfter[place];
    const server = serverAfter[place];
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) throw corrupt(`has no time at place ${place}`);
    return {
      planId: planIdOf(planId),
      kind: erased.has(place) ? 'erased' : 'clip',
      fragments: fragments[place] ?? 0,
      startMs: producerMs(start),
      endMs: producerMs(end),
      ...(typeof retire === 'number' ? { retireAtMs: end + retire } : {}),
      ...(typeof server === 'number' ? { earliestServerMs: serverMs(start + server) } : {}),
    };
  });
  return { streamArn, month, readMs, asOfMs, spans };
}
