import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { LedgerSpan } from '../../core/coverage/LedgerSpan.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { ServerMs } from '../../core/fragment.ts';
import { planRowRange } from '../../core/ledger/ledgerRow.ts';
import { GET_CLIP_LIMITS } from '../../core/plans/limits.ts';
import type { LedgerSpans } from '../../core/ports/ledgerSpans.ts';
import { inOurWords } from '../awsError.ts';

type Item = Record<string, unknown>;

/**
 * A page is a megabyte of whole rows, however little of them is asked for: some 500 clips of 150 fragments, two days at
 * five minutes each. Pages of a span are read side by side, as many as there are slices.
 */
const SLICE_MS = 2 * 86_400_000;
const MOST_SLICES = 16;
const LAST_MS = 10 ** 15 - 1;
const SPAN = 'kind, planId, startProducerMs, endProducerMs, reason, retireAtMs, earliestServerMs, fragments';

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
      for await (const items of this.#pages(streamArn, range, { ProjectionExpression: SPAN })) {
        for (const item of items) {
          const span = spanOf(item);
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
    const query = { ProjectionExpression: SPAN, ScanIndexForward: false, Limit: 1 };
    for await (const items of this.#pages(streamArn, planRowRange(0, LAST_MS), query)) {
      for (const item of items) {
        const span = spanOf(item);
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

  async *#pages(
    streamArn: string,
    { first, last }: { first: string; last: string },
    query: Partial<QueryCommandInput>,
  ): AsyncGenerator<Item[], void, undefined> {
    let start: Item | undefined;
    do {
      const page = await inOurWords(`the ledger of ${streamArn}`, () =>
        this.#documents.send(
          new QueryCommand({
            TableName: this.#table,
            KeyConditionExpression: 'streamArn = :arn AND #row BETWEEN :first AND :last',
            ExpressionAttributeNames: { '#row': 'row' },
            ExpressionAttributeValues: { ':arn': streamArn, ':first': first, ':last': last },
            ...query,
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      yield page.Items ?? [];
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }
}

/** A row without what a timeline has no use for; a split plan's parts are rows of their own. */
function spanOf(item: Item): LedgerSpan | undefined {
  if (item.kind === 'split') return undefined;
  // Member by member, thousands of times: a rest and a spread cost several times as much.
  const span: Item = {
    planId: item.planId,
    kind: item.kind,
    fragments: item.fragments ?? 0,
    startMs: item.startProducerMs,
    endMs: item.endProducerMs,
  };
  if (item.reason !== undefined) span.reason = item.reason;
  if (item.retireAtMs !== undefined) span.retireAtMs = item.retireAtMs;
  if (item.earliestServerMs !== undefined) span.earliestServerMs = item.earliestServerMs;
  return span as unknown as LedgerSpan;
}
