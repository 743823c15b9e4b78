import {
  type CustodyCounts,
  type CustodyRecord,
  custodyDocumentKey,
  noCounts,
} from '../../../core/custody/CustodyRecord.ts';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { ErasedRow } from '../../../core/ledger/ledgerRow.ts';
import { type AuditedStream, auditedStream } from '../../verify/steps/auditedStream.ts';
import type { CustodyPorts, CustodyRequest } from './custodyPorts.ts';
import { ALL_TIME, liesIn, rowsIn } from './custodySpan.ts';
import { eraseOpenPlans, openUnknown } from './eraseOpenPlans.ts';
import { deletePending, finishErased, isLongSettled, markErased, STORING_MS } from './erasePlans.ts';
import type { ProtectedObject } from './findProtected.ts';
import { inGroups, someAtOnce } from './inGroups.ts';
import { type ErasureSurvey, isErasable, surveyErasure } from './surveyErasure.ts';

export interface ErasureRequest extends CustodyRequest {
  /** Whether clips that only reach into the span go too. */
  readonly wholeClips: boolean;
  /** Only look. */
  readonly dryRun: boolean;
}

export interface ErasureReport {
  /** `refused`: something is under legal hold or retention, and nothing was touched. */
  readonly status: 'surveyed' | 'refused' | 'erased' | 'unfinished';
  readonly survey: ErasureSurvey;
  readonly record?: CustodyRecord;
  /** Held since the survey: their rows are erased, the objects are not; the same erasure run again goes on. */
  readonly refused: readonly ProtectedObject[];
}

export type ErasureProgress = (doing: 'looking' | 'erasing' | 'waiting' | 'finishing', counts: CustodyCounts) => void;

const ROWS_AT_ONCE = 250;
const WRITES_AT_ONCE = 32;
/** Rounds in which others keep planning footage of the span. */
const ROUNDS = 500;

/**
 * Erases a span or a whole stream: clips, bundles, manifests in all their versions; failed gaps and open plans; and what
 * KVS holds and nobody has archived. Their fragments stay known, so that nothing of it is archived again.
 *
 * Safe to be killed anywhere and run again: what protects objects is looked at before anything is changed; then each
 * row is marked erased, with what may be stored of it, before an object goes; and it loses that mark when nothing is
 * left. A row is never without its objects while it says `clip`.
 *
 * @throws ArchiverError `NotFound` where nothing goes by that name; `Conflict` where runs keep planning the span
 */
export async function eraseFootage(
  request: ErasureRequest,
  ports: CustodyPorts,
  onProgress: ErasureProgress = () => undefined,
): Promise<ErasureReport> {
  const { streamName, range, wholeClips } = request;
  const stream = await auditedStream(streamName, ports);
  if (stream.arns.length === 0) throw new ArchiverError('NotFound', `stream: nothing is archived of ${streamName}`);
  const survey = await surveyErasure(stream, range ?? ALL_TIME, wholeClips, ports, (counts) =>
    onProgress('looking', counts),
  );
  if (survey.heldCount > 0) return { status: 'refused', survey, refused: survey.held };
  if (request.dryRun) return { status: 'surveyed', survey, refused: [] };

  const record = await beginRecord(request, stream, ports);
  const erasure = new Erasure(request, record, stream, ports, onProgress);
  for (const streamArn of stream.arns) await erasure.eraseStream(streamArn);
  await erasure.lookAgain();
  if (erasure.refused.length > 0) return { status: 'unfinished', survey, record, refused: erasure.refused };
  const ended: CustodyRecord = { ...record, endedMs: ports.system.clock.now(), counts: erasure.counts };
  const place = { bucket: ports.workBucket, key: custodyDocumentKey(ended) };
  await ports.objects.putIfAbsent(place, new TextEncoder().encode(JSON.stringify(ended)), 'application/json');
  await ports.custody.put(ended);
  return { status: 'erased', survey, record: ended, refused: [] };
}

/** The record of this erasure; one that was broken off goes on under its own. */
async function beginRecord(
  { streamName, range, wholeClips, by, reason }: ErasureRequest,
  stream: AuditedStream,
  ports: CustodyPorts,
): Promise<CustodyRecord> {
  for await (const known of ports.custody.list(streamName)) {
    if (known.kind !== 'erasure' || known.endedMs !== undefined || known.wholeClips !== wholeClips) continue;
    if (known.range?.fromMs === range?.fromMs && known.range?.toMs === range?.toMs) return known;
  }
  const record: CustodyRecord = {
    kind: 'erasure',
    id: ports.system.random.uuid(),
    streamName,
    streamArns: stream.arns,
    ...(range === undefined ? {} : { range }),
    wholeClips,
    by,
    reason,
    begunMs: ports.system.clock.now(),
  };
  await ports.custody.put(record);
  return record;
}

/** One erasure at work. */
class Erasure {
  readonly counts = noCounts();
  readonly refused: ProtectedObject[] = [];
  /** Rows whose objects somebody may still be storing, or may not be deleted now; by plan, without their numbers. */
  readonly #unfinished = new Map<string, ErasedRow>();
  readonly #request: ErasureRequest;
  readonly #eraser: { erasureId: string; by: string };
  readonly #stream: AuditedStream;
  readonly #ports: CustodyPorts;
  readonly #onProgress: ErasureProgress;
  readonly #startedMs: number;

  constructor(
    request: ErasureRequest,
    record: CustodyRecord,
    stream: AuditedStream,
    ports: CustodyPorts,
    onProgress: ErasureProgress,
  ) {
    this.#request = request;
    this.#eraser = { erasureId: record.id, by: record.by };
    this.#stream = stream;
    this.#ports = ports;
    this.#onProgress = onProgress;
    this.#startedMs = ports.system.clock.now();
  }

  /** Rounds until one finds nothing: what runs planned before they could see the erased rows is found by the next. */
  async eraseStream(streamArn: string): Promise<void> {
    const { streams } = this.#ports;
    const span = this.#request.range ?? ALL_TIME;
    for (let round = 1; round <= ROUNDS; round++) {
      const before = await streams.get(streamArn);
      const openBundles = new Set(before?.openBundles.map(({ planId }) => planId as string));
      let erased = 0;
      if (before !== undefined) {
        const marked = await eraseOpenPlans(
          before,
          span,
          this.#request.wholeClips,
          this.#eraser,
          this.#stream,
          this.#ports,
        );
        this.counts.unarchived += marked.length;
        await this.#deleteObjects(marked, []);
        erased += marked.length;
      }
      erased += await this.#eraseRows(streamArn, openBundles);
      if (before === undefined) return;
      // A plan made from what was read before now, of a gap that is erased by now, is not recorded.
      await streams.changePlans(streamArn, { raiseVersion: true });
      const after = await streams.get(streamArn);
      if (after === undefined) return;
      const planned = await this.#openUnknown(after);
      if (planned === 0 && erased === 0 && !this.#isOpen(after)) return;
    }
    throw new ArchiverError('Conflict', `${this.#request.streamName}: runs keep planning the span; try again`);
  }

  #isOpen({ openPlans }: { openPlans: readonly { startProducerMs: number; endProducerMs: number }[] }): boolean {
    return openPlans.some((plan) => liesIn(this.#request.range ?? ALL_TIME, plan));
  }

  async #openUnknown(state: Parameters<typeof openUnknown>[0]): Promise<number> {
    const { range, wholeClips } = this.#request;
    try {
      return await openUnknown(state, { range, wholeClips, untilMs: this.#startedMs }, this.#eraser, this.#ports);
    } catch (error) {
      // Another planner was first: the next round sees what it planned.
      if (isArchiverError(error, 'Conflict')) return 1;
      throw error;
    }
  }

  async #eraseRows(streamArn: string, openBundles: ReadonlySet<string>): Promise<number> {
    const span = this.#request.range ?? ALL_TIME;
    let erased = 0;
    for await (const rows of inGroups(rowsIn(streamArn, span, this.#ports.ledger), ROWS_AT_ONCE)) {
      const taken = rows
        .filter(isErasable)
        .filter((row) => this.#request.wholeClips || row.kind === 'erased' || liesIn(span, row))
        .filter(({ planId }) => !this.#unfinished.has(planId));
      const marked: ErasedRow[] = [];
      const settled: ErasedRow[] = [];
      await someAtOnce(taken, WRITES_AT_ONCE, async (row) => {
        const now = this.#ports.system.clock.now();
        if (row.kind === 'erased') {
          // Of an erasure that was broken off.
          (row.erasedMs <= now - STORING_MS ? settled : marked).push(row);
          return;
        }
        const gone = await markErased(row, this.#eraser, this.#stream, this.#ports);
        if (gone === undefined) return;
        if (row.kind === 'clip') this.counts.clips++;
        else this.counts.gaps++;
        this.counts.fragments += row.numbers.length;
        (isLongSettled(row, openBundles, now) ? settled : marked).push(gone);
      });
      const bundles = taken.filter(({ planId }) => openBundles.has(planId)).map(({ planId }) => planId);
      if (bundles.length > 0) await this.#ports.streams.changePlans(streamArn, { closeBundles: bundles });
      await this.#deleteObjects(marked, settled);
      erased += marked.length + settled.length;
      this.#onProgress('erasing', this.counts);
    }
    return erased;
  }

  /** Deletes what stands now; rows that nobody can be storing any more are done with that. */
  async #deleteObjects(marked: readonly ErasedRow[], settled: readonly ErasedRow[]): Promise<void> {
    if (marked.length + settled.length === 0) return;
    const held = await this.#delete([...marked, ...settled]);
    const gone = settled.filter((row) => !isHeld(row, held));
    await finishErased(gone, this.#ports);
    const finished = new Set(gone.map(({ planId }) => planId));
    for (const row of [...marked, ...settled]) {
      if (row.pending !== undefined && !finished.has(row.planId)) {
        this.#unfinished.set(row.planId, { ...row, numbers: [] });
      }
    }
  }

  async #delete(rows: readonly ErasedRow[]): Promise<readonly ProtectedObject[]> {
    const { objects, bytes, refused } = await deletePending(rows, this.#ports);
    this.counts.objects += objects;
    this.counts.bytes += bytes;
    this.refused.push(...refused);
    return refused;
  }

  /** Once nobody can be storing what was erased, looks whether anybody has. */
  async lookAgain(): Promise<void> {
    const { clock } = this.#ports.system;
    const left = [...this.#unfinished.values()];
    if (left.length === 0) return;
    const waitMs = left.reduce((last, { erasedMs }) => Math.max(last, erasedMs), 0) + STORING_MS - clock.now();
    if (waitMs > 0) {
      this.#onProgress('waiting', this.counts);
      await clock.sleep(waitMs);
    }
    this.refused.length = 0;
    for (let first = 0; first < left.length; first += ROWS_AT_ONCE) {
      const rows = left.slice(first, first + ROWS_AT_ONCE);
      const held = await this.#delete(rows);
      await finishErased(
        rows.filter((row) => !isHeld(row, held)),
        this.#ports,
      );
      this.#onProgress('finishing', this.counts);
    }
  }
}

function isHeld(row: ErasedRow, held: readonly ProtectedObject[]): boolean {
  return (row.pending ?? []).some(({ bucket, key }) => held.some((one) => one.bucket === bucket && one.key === key));
}
