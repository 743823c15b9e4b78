import { isArchiverError } from '../../../core/errors.ts';
import { planFileName, type RowSummary } from '../../../core/ledger/rowSummary.ts';
import { GET_CLIP_LIMITS } from '../../../core/plans/limits.ts';
import { type AuditMoments, comparePlan, type Suspicion } from '../../../core/verify/comparePlan.ts';
import { compareState } from '../../../core/verify/compareState.ts';
import type { Finding } from '../../../core/verify/Finding.ts';
import { joinByName } from '../../../core/verify/joinByName.ts';
import { type Keyed, mergeOrdered } from '../../../core/verify/mergeOrdered.ts';
import { OverlapFinder } from '../../../core/verify/OverlapFinder.ts';
import { rowsByStart } from '../../../core/verify/rowsByStart.ts';
import { sideBySide } from '../../../core/verify/sideBySide.ts';
import { archiveListing, type Segment } from './archiveListing.ts';
import { auditContent } from './auditContent.ts';
import type { AuditedStream } from './auditedStream.ts';
import { auditFragments } from './auditFragments.ts';
import type { AuditPorts, AuditSettings, Tally } from './auditPorts.ts';
import { compareOverlapping } from './compareOverlapping.ts';
import { lookAgain } from './lookAgain.ts';

/** Second looks and reads of files that are under way at once. */
const AT_ONCE = 16;
/** Spans of the archive that are listed at once: the next pages of one come while another's are compared. */
const SEGMENTS = 4;

/**
 * Everything that is not as it must be of one stream, as it is found. Ledger and bucket are joined as two ordered
 * streams: what is held does not grow with the archive.
 */
export async function* auditStream(
  stream: AuditedStream,
  settings: AuditSettings,
  ports: AuditPorts,
  tally: Tally,
): AsyncGenerator<Finding, void, undefined> {
  const nowMs = ports.system.clock.now();
  const moments = { nowMs, youngSinceMs: nowMs - settings.sweepAgeMs };
  for (const streamArn of stream.arns) {
    const state = await ports.streams.get(streamArn);
    if (state !== undefined) yield* compareState(state, nowMs, moments.youngSinceMs);
  }
  try {
    yield* auditFragments(stream, settings, ports, tally);
  } catch (error) {
    yield unreadable(stream.streamName, error);
  }
  const audits = (await segments(stream, settings, ports)).map((segment) =>
    auditSegment(stream, segment, moments, settings, ports, tally),
  );
  yield* sideBySide(audits);
  tally.streams += 1;
}

/** Cuts the footage of a stream into spans of equal length; the first and the last are open to their sides. */
async function segments(
  { arns }: AuditedStream,
  { range }: AuditSettings,
  { audit }: AuditPorts,
): Promise<readonly Segment[]> {
  // Whatever reaches into the range may begin up to a day before it.
  if (range !== undefined) return [{ fromMs: Math.max(0, range.fromMs - GET_CLIP_LIMITS.maxSpanMs), toMs: range.toMs }];
  const extents = (await Promise.all(arns.map((arn) => audit.extent(arn)))).flatMap((extent) => extent ?? []);
  const firstMs = Math.min(...extents.map((extent) => extent.firstMs));
  const lastMs = Math.max(...extents.map((extent) => extent.lastMs));
  const cuts: number[] = [];
  // A day's rows are read twice at each cut: short archives are not cut.
  if (lastMs - firstMs > 4 * SEGMENTS * GET_CLIP_LIMITS.maxSpanMs) {
    for (let at = 1; at < SEGMENTS; at++) cuts.push(Math.round(firstMs + ((lastMs - firstMs) * at) / SEGMENTS));
  }
  return [...cuts, undefined].map((toMs, index) => ({
    ...(index === 0 ? {} : { fromMs: cuts[index - 1] ?? 0 }),
    ...(toMs === undefined ? {} : { toMs }),
  }));
}

/** Ledger and bucket of one span of a stream's footage against each other. */
export async function* auditSegment(
  stream: AuditedStream,
  segment: Segment,
  moments: AuditMoments,
  settings: AuditSettings,
  ports: AuditPorts,
  tally: Tally,
): AsyncGenerator<Finding, void, undefined> {
  const { streamName } = stream;
  const { level, range } = settings;
  const strangers: Finding[] = [];
  const fromMs = segment.fromMs ?? 0;
  const rows = mergeOrdered(stream.arns.map((arn) => rowsByStart(rowsOf(arn, segment, ports))));
  const objects =
    level === 'ledger'
      ? none()
      : archiveListing(streamName, stream.folders, segment, ports.inventory, tally, (found) => strangers.push(found));
  const tellUnreadable = (error: unknown): Finding[] => [unreadable(streamName, error)];
  const overlaps = new OverlapFinder();
  const work = new Batch<Finding>(AT_ONCE);
  for await (const together of joinByName(rows, objects)) {
    yield* strangers.splice(0);
    const own = together.rows.filter((row) => row.startProducerMs >= fromMs);
    for (const row of together.rows) {
      // Rows of the day before the segment are read for what they overlap, and told of by their own segment.
      for (const other of overlaps.add(row)) {
        if (row.startProducerMs >= fromMs) work.add(() => compareOverlapping(other, row, ports).catch(tellUnreadable));
      }
    }
    if (!reaches(together.rows, together.name, range)) continue;
    count(own, moments, tally);
    if (level !== 'ledger') {
      const suspicions: Suspicion[] = comparePlan(streamName, { ...together, rows: own }, moments);
      for (const suspicion of suspicions) work.add(() => lookAgain(suspicion, stream, ports).catch(tellUnreadable));
      if (level === 'content') {
        const suspected = new Set(suspicions.map(({ finding }) => finding.key));
        for (const row of own)
          work.add(() => auditContent(row, suspected, moments, settings, ports, tally).catch(tellUnreadable));
      }
    }
    if (work.isFull) yield* await work.done();
  }
  yield* strangers;
  yield* await work.done();
}

/** A row or a document that cannot be read is a finding; the audit goes on. @throws whatever else went wrong */
function unreadable(streamName: string, error: unknown): Finding {
  if (!isArchiverError(error, 'Corrupt')) throw error;
  return { code: 'row-wrong', streamName, message: error.message };
}

/** The rows that begin in a segment, and those of the day before, which may overlap them. */
function rowsOf(streamArn: string, segment: Segment, { audit }: AuditPorts): AsyncIterable<RowSummary> {
  const fromMs = Math.max(0, (segment.fromMs ?? 0) - GET_CLIP_LIMITS.maxSpanMs);
  return audit.summaries(streamArn, fromMs, segment.toMs ?? Number.MAX_SAFE_INTEGER);
}

async function* none(): AsyncGenerator<Keyed<never>, void, undefined> {
  // At level `ledger` the bucket is not looked at.
}

/** With a range, what lies wholly before it is left out; a file without a row is told where it begins inside. */
function reaches(rows: readonly RowSummary[], name: string, range: AuditSettings['range']): boolean {
  if (range === undefined) return true;
  if (rows.length > 0) return rows.some((row) => row.endProducerMs >= range.fromMs);
  return name >= planFileName({ startProducerMs: range.fromMs, planId: '' as RowSummary['planId'] });
}

function count(rows: readonly RowSummary[], { nowMs }: AuditMoments, tally: Tally): void {
  for (const row of rows) {
    tally.rows += 1;
    if (row.kind === 'gap') tally.gaps += 1;
    if (row.kind === 'clip' && (row.retireAtMs ?? Number.POSITIVE_INFINITY) > nowMs) tally.clips += 1;
    else if (row.kind === 'clip' || row.kind === 'erased') tally.tombstones += 1;
  }
}

/** Work that is done some at a time. */
class Batch<Item> {
  readonly #size: number;
  #waiting: (() => Promise<readonly Item[]>)[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(work: () => Promise<readonly Item[]>): void {
    this.#waiting.push(work);
  }

  get isFull(): boolean {
    return this.#waiting.length >= this.#size;
  }

  async done(): Promise<Item[]> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const results: Item[] = [];
    while (waiting.length > 0) {
      const some = await Promise.all(waiting.splice(0, this.#size).map((work) => work()));
      results.push(...some.flat());
    }
    return results;
  }
}
