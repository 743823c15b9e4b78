import { createHash } from 'node:crypto';
import type { LedgerSpan } from '../../../core/coverage/LedgerSpan.ts';
import {
  boundsOfMonth,
  monthOf,
  readSpanSheet,
  type SpanSheet,
  writeSpanSheet,
} from '../../../core/coverage/SpanSheet.ts';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { GET_CLIP_LIMITS } from '../../../core/plans/limits.ts';
import type { LedgerChanges } from '../../../core/ports/ledgerChanges.ts';
import type { LedgerSpans } from '../../../core/ports/ledgerSpans.ts';
import type { ObjectPlace, ObjectStore } from '../../../core/ports/objectStore.ts';
import type { Clock } from '../../../core/system.ts';

const DAY_MS = 86_400_000;
/** Shorter spans are read from the rows: a page or two. */
const SHORTEST_MS = 3 * DAY_MS;
/** Longer ones too: who asks for them does so once. */
const LONGEST_MS = 400 * DAY_MS;
/**
 * A row bears the time at which its writer sent it, and may become visible so much later: its sender's clock, its
 * tries, and the index behind the table, each with much to spare.
 */
const LATE_MS = 30 * 60_000;
/** More changes than this and the sheets are written anew. */
const MOST_CHANGES = 400;
/** More than this and they are made anew from the rows. */
const MOST_READ = 5000;
/** So old, they are made anew whatever changed. */
const OLDEST_MS = 7 * DAY_MS;
const MOST_ROWS = 120_000;
/** Months that a warm environment keeps. */
const KEPT = 8;

export interface SheetPorts {
  readonly spans: LedgerSpans;
  readonly changes: LedgerChanges;
  readonly objects: Pick<ObjectStore, 'getBytes' | 'replace'>;
  readonly workBucket: string;
  readonly clock: Clock;
}

interface HeldSheet {
  readonly sheet: SpanSheet;
  /** Of the object that it was read from; undefined where there was none. */
  readonly etag: string | undefined;
}

/**
 * The ledger as a timeline reads it, a month at a time: what became of footage for good is kept in sheets in the work
 * bucket, and only what has changed since is read. Gaps are read each time, since they may be filled and taken away.
 */
export class SheetedSpans implements LedgerSpans {
  readonly #ports: SheetPorts;
  readonly #kept = new Map<string, HeldSheet>();

  constructor(ports: SheetPorts) {
    this.#ports = ports;
  }

  latest(streamArn: string): Promise<LedgerSpan | undefined> {
    return this.#ports.spans.latest(streamArn);
  }

  unseen(streamArn: string): ReturnType<LedgerSpans['unseen']> {
    return this.#ports.spans.unseen(streamArn);
  }

  async between(streamArn: string, fromMs: number, toMs: number, limit: number): Promise<LedgerSpan[]> {
    const { spans, changes } = this.#ports;
    const lengthMs = toMs - fromMs;
    if (lengthMs < SHORTEST_MS || lengthMs > LONGEST_MS) return spans.between(streamArn, fromMs, toMs, limit);
    const [clips, gaps] = await Promise.all([
      this.#settled(streamArn, monthsOf(fromMs, toMs)),
      changes.gapsBetween(streamArn, fromMs, toMs, limit),
    ]);
    if (clips === undefined) return spans.between(streamArn, fromMs, toMs, limit);
    const found = clips.flatMap((month) => month.filter(({ startMs, endMs }) => endMs >= fromMs && startMs <= toMs));
    if (gaps.length > 0) {
      // One index may be ahead of the other: what is filled is no gap.
      const filled = new Set(found.map(({ planId }) => planId));
      for (const gap of gaps) if (!filled.has(gap.planId)) found.push(gap);
    }
    if (found.length > limit) {
      throw new ArchiverError(
        'InvalidInput',
        `from: the span holds more than ${limit} clips and gaps; ask for a shorter one`,
        { details: { field: 'from' } },
      );
    }
    return found;
  }

  /** Clips and erasures of whole months; undefined where a month has more of them than a sheet is made for. */
  async #settled(streamArn: string, months: readonly string[]): Promise<(readonly LedgerSpan[])[] | undefined> {
    const { clock, changes } = this.#ports;
    const nowMs = clock.now();
    const held = await Promise.all(months.map((month) => this.#sheetOf(streamArn, month, nowMs)));
    if (held.some((each) => each === undefined)) return undefined;
    const sheets = held.filter((each) => each !== undefined);
    const sinceMs = Math.min(...sheets.map(({ sheet }) => sheet.asOfMs)) - LATE_MS;
    const changed = await changes.changedSince(streamArn, sinceMs, MOST_READ);
    if (changed !== undefined && changed.length <= MOST_CHANGES) {
      return sheets.map(({ sheet }) => overlaid(sheet, changed));
    }
    const renewed = await Promise.all(
      sheets.map(({ sheet, etag }) =>
        changed === undefined
          ? this.#make(streamArn, sheet.month, nowMs, etag)
          : this.#keep({ ...sheet, asOfMs: nowMs, spans: overlaid(sheet, changed) }, etag),
      ),
    );
    return renewed.every((sheet) => sheet !== undefined) ? renewed.map(({ spans }) => spans) : undefined;
  }

  async #sheetOf(streamArn: string, month: string, nowMs: number): Promise<HeldSheet | undefined> {
    const known = this.#kept.get(keyOf(streamArn, month)) ?? (await this.#read(streamArn, month));
    if (known.sheet !== undefined && known.sheet.readMs > nowMs - OLDEST_MS) {
      const { sheet, etag } = known;
      this.#remember({ sheet, etag });
      return { sheet, etag };
    }
    const sheet = await this.#make(streamArn, month, nowMs, known.etag);
    return sheet === undefined ? undefined : { sheet, etag: known.etag };
  }

  async #read(streamArn: string, month: string): Promise<{ sheet?: SpanSheet; etag: string | undefined }> {
    let etag: string | undefined;
    try {
      const object = await this.#ports.objects.getBytes(this.#placeOf(streamArn, month));
      etag = object.etag;
      return { sheet: readSpanSheet(object.bytes, streamArn, month), etag };
    } catch (error) {
      // What cannot be read is made anew from the rows, in its place.
      if (isArchiverError(error, 'NotFound') || isArchiverError(error, 'Corrupt')) return { etag };
      throw error;
    }
  }

  /** From the rows of the month. */
  async #make(
    streamArn: string,
    month: string,
    nowMs: number,
    etag: string | undefined,
  ): Promise<SpanSheet | undefined> {
    const { fromMs, toMs } = boundsOfMonth(month);
    let rows: LedgerSpan[];
    try {
      rows = await this.#ports.spans.between(streamArn, fromMs, toMs, MOST_ROWS);
    } catch (error) {
      if (isArchiverError(error, 'InvalidInput')) return undefined;
      throw error;
    }
    const spans = rows.filter(({ kind, endMs }) => kind !== 'gap' && endMs >= fromMs && endMs < toMs).sort(inOrder);
    return this.#keep({ streamArn, month, readMs: nowMs, asOfMs: nowMs, spans }, etag);
  }

  async #keep(sheet: SpanSheet, etag: string | undefined): Promise<SpanSheet> {
    const { objects } = this.#ports;
    const place = this.#placeOf(sheet.streamArn, sheet.month);
    // The next one reads what stands then, whoever has written it.
    this.#kept.delete(place.key);
    try {
      await objects.replace(place, writeSpanSheet(sheet), 'application/json', etag);
    } catch (error) {
      // Somebody else has put theirs there meanwhile: as good as ours.
      if (!isArchiverError(error, 'Conflict')) throw error;
    }
    return sheet;
  }

  #remember(held: HeldSheet): void {
    const key = keyOf(held.sheet.streamArn, held.sheet.month);
    this.#kept.delete(key);
    this.#kept.set(key, held);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
  }

  #placeOf(streamArn: string, month: string): ObjectPlace {
    return { bucket: this.#ports.workBucket, key: keyOf(streamArn, month) };
  }
}

/** The stream of an ARN may have any name: its digest has none. */
const keyOf = (streamArn: string, month: string): string =>
  `timelines/${createHash('sha256').update(streamArn).digest('hex').slice(0, 32)}/${month}.json`;

/** The months in which what reaches into a span may end. */
function monthsOf(fromMs: number, toMs: number): string[] {
  const months: string[] = [];
  const lastMs = toMs + GET_CLIP_LIMITS.maxSpanMs;
  for (let at = Math.max(0, fromMs); at <= lastMs; at = boundsOfMonth(monthOf(at)).toMs) months.push(monthOf(at));
  return months;
}

const inOrder = (a: LedgerSpan, b: LedgerSpan): number => a.startMs - b.startMs || a.endMs - b.endMs;

/** A sheet with what has changed since: a changed row stands for the one of before. */
function overlaid(sheet: SpanSheet, changed: readonly LedgerSpan[]): readonly LedgerSpan[] {
  const { fromMs, toMs } = boundsOfMonth(sheet.month);
  const inside = changed.filter(({ endMs }) => endMs >= fromMs && endMs < toMs);
  if (inside.length === 0) return sheet.spans;
  const anew = new Map(inside.map((span) => [span.planId, span]));
  return [...sheet.spans.filter(({ planId }) => !anew.has(planId)), ...anew.values()].sort(inOrder);
}
