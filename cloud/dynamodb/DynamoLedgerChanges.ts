import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LedgerSpan } from '../../core/coverage/LedgerSpan.ts';
import { ArchiverError } from '../../core/errors.ts';
import { GET_CLIP_LIMITS } from '../../core/plans/limits.ts';
import type { LedgerChanges } from '../../core/ports/ledgerChanges.ts';
import { gapKeyRange } from './gapKey.ts';
import { ledgerPages } from './ledgerPages.ts';
import { LEDGER_SPAN, ledgerSpanOf } from './ledgerSpanOf.ts';

/** The ledger's sparse indexes in DynamoDB: `changes` of what became of footage for good, `gaps` of what may yet. */
export class DynamoLedgerChanges implements LedgerChanges {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async changedSince(streamArn: string, sinceMs: number, limit: number): Promise<LedgerSpan[] | undefined> {
    const found: LedgerSpan[] = [];
    const range = { streamArn, by: 'changedMs', first: sinceMs, last: Number.MAX_SAFE_INTEGER } as const;
    for await (const items of ledgerPages(this.#documents, this.#table, range, { IndexName: 'changes' })) {
      for (const item of items) {
        const span = ledgerSpanOf(item);
        if (span !== undefined) found.push(span);
      }
      if (found.length > limit) return undefined;
    }
    return found;
  }

  async gapsBetween(streamArn: string, fromMs: number, toMs: number, limit: number): Promise<LedgerSpan[]> {
    const found: LedgerSpan[] = [];
    // They are in order of their start, and the longest began so long before.
    const range = { streamArn, by: 'gap', ...gapKeyRange(fromMs - GET_CLIP_LIMITS.maxSpanMs, toMs) } as const;
    const query = { IndexName: 'gaps', ProjectionExpression: LEDGER_SPAN };
    for await (const items of ledgerPages(this.#documents, this.#table, range, query)) {
      for (const item of items) {
        if (item.kind !== 'gap') continue;
        const span = ledgerSpanOf(item);
        if (span !== undefined && span.endMs >= fromMs) found.push(span);
      }
      if (found.length > limit) {
        throw new ArchiverError('InvalidInput', `from: the span holds more than ${limit} gaps; ask for a shorter one`, {
          details: { field: 'from' },
        });
      }
    }
    return found;
  }
}
