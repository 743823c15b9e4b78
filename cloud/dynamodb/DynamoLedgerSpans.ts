import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { LedgerSpan } from '../../core/coverage/LedgerSpan.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { ServerMs } from '../../core/fragment.ts';
import { planRowRange } from '../../core/ledger/ledgerRow.ts';
import { GET_CLIP_LIMITS } from '../../core/plans/limits.ts';
import type { LedgerSpans } from '../../core/ports/ledgerSpans.ts';
import { ledgerPages } from './ledgerPages.ts';
import { LEDGER_SPAN, ledgerSpanOf } from './ledgerSpanOf.ts';

/**
 * A page is a megabyte of whole rows, however little of them is asked for: some 500 clips of 150 fragments, two days at
 * five minutes each. Pages of a span are read side by side, as many as there are slices.
 */
const SLICE_MS = 2 * 86_400_000;
const MOST_SLICES = 16;
const LAST_MS = 10 ** 15 - 1;

/** The ledger in DynamoDB, as a timeline reads it. */
export class DynamoLedgerSpans implements LedgerSpans {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async between(streamArn: string, fromMs: number, toMs: number, limit: number): Promise<LedgerSpan[]> {
    const first = Math.max(0, Math.floor(fromMs));
    // Rows are in order of their end, and the longest plan reaches so far beyond.
    const last = Math.min(Math.ceil(toMs) + GET_CLIP_LIMITS.maxSpanMs, LAST_MS);
    const slices = Math.max(1, Math.min(MOST_SLICES, Math.ceil((last - first) / SLICE_MS)));
    const width = Math.ceil((last - first + 1) / slices);
    const found: LedgerSpan[] = [];
    const readSlice = async (index: number): Promise<void> => {
      const start = first + index * width;
      const range = planRowRange(start, Math.min(last, start + width - 1));
      for await (const items of this.#pages(streamArn, range, { ProjectionExpression: LEDGER_SPAN })) {
        for (const item of items) {
          const span = ledgerSpanOf(item);
          if (span !== undefined && span.startMs <= toMs) found.push(span);
        }
        if (found.length > limit) {
          throw new ArchiverError(
            'InvalidInput',
            `from: the span holds more than ${limit} clips and gaps; ask for a shorter one`,
            { details: { field: 'from' } },
          );
        }
      }
    };
    await Promise.all(Array.from({ length: slices }, (_, index) => readSlice(index)));
    return found;
  }

  async latest(streamArn: string): Promise<LedgerSpan | undefined> {
    const query = { ProjectionExpression: LEDGER_SPAN, ScanIndexForward: false, Limit: 1 };
    for await (const items of this.#pages(streamArn, planRowRange(0, LAST_MS), query)) {
      for (const item of items) {
        const span = ledgerSpanOf(item);
        if (span !== undefined) return span;
      }
    }
    return undefined;
  }

  async unseen(streamArn: string): Promise<{ startMs: ServerMs; endMs: ServerMs }[]> {
    const found: { startMs: ServerMs; endMs: ServerMs }[] = [];
    for await (const items of this.#pages(streamArn, { first: 'u#', last: 'u#~' }, {})) {
      for (const { startServerMs, endServerMs } of items) {
        found.push({ startMs: startServerMs as ServerMs, endMs: endServerMs as ServerMs });
      }
    }
    return found;
  }

  #pages(
    streamArn: string,
    range: { first: string; last: string },
    query: Partial<QueryCommandInput>,
  ): AsyncGenerator<Record<string, unknown>[], void, undefined> {
    return ledgerPages(this.#documents, this.#table, { streamArn, by: 'row', ...range }, query);
  }
}
