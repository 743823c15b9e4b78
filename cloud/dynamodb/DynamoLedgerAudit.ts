import { type DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { packNumbers } from '../../core/fragments/packNumbers.ts';
import { type GapRow, planRowKey, planRowRange, type StoredFile } from '../../core/ledger/ledgerRow.ts';
import type { RowSummary } from '../../core/ledger/rowSummary.ts';
import { GET_CLIP_LIMITS } from '../../core/plans/limits.ts';
import type { LedgerAudit } from '../../core/ports/ledgerAudit.ts';
import { inOurWords } from '../awsError.ts';
import { conditionHeld } from './conditionHeld.ts';
import { gapKey } from './gapKey.ts';
import { openGapKeys } from './openGapKeys.ts';

type Item = Record<string, unknown>;

/** All of a row but its numbers, which are most of its bytes on the wire. */
const SUMMARY = {
  ProjectionExpression:
    'kind, streamArn, streamName, planId, startProducerMs, endProducerMs, writtenMs, #source, clip, #bundle, retention, ' +
    'retireAtMs, reason, #error, tries, runId, parts, erasedMs, erasedBy, erasureId',
  names: { '#source': 'source', '#bundle': 'bundle', '#error': 'error' },
};
const LAST_MS = 10 ** 15 - 1;

/** The ledger in DynamoDB, as an audit reads and repairs it. */
export class DynamoLedgerAudit implements LedgerAudit {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async *summaries(streamArn: string, fromMs: number, toMs: number): AsyncIterable<RowSummary> {
    const { first, last } = planRowRange(fromMs, toMs + GET_CLIP_LIMITS.maxSpanMs);
    let start: Item | undefined;
    do {
      const page = await this.#page(streamArn, first, last, start);
      for (const item of page.items) {
        const row = item as unknown as RowSummary;
        if (row.startProducerMs >= fromMs && row.startProducerMs < toMs) yield row;
      }
      start = page.next;
    } while (start !== undefined);
  }

  async #page(streamArn: string, first: string, last: string, start: Item | undefined) {
    const page = await inOurWords(`the ledger of ${streamArn}`, () =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          ConsistentRead: true,
          KeyConditionExpression: 'streamArn = :arn AND #row BETWEEN :first AND :last',
          ProjectionExpression: SUMMARY.ProjectionExpression,
          ExpressionAttributeNames: { '#row': 'row', ...SUMMARY.names },
          ExpressionAttributeValues: { ':arn': streamArn, ':first': first, ':last': last },
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      ),
    );
    return { items: page.Items ?? [], next: page.LastEvaluatedKey };
  }

  async extent(streamArn: string): Promise<{ firstMs: number; lastMs: number } | undefined> {
    const [firstMs, lastMs] = await Promise.all([this.#end(streamArn, true), this.#end(streamArn, false)]);
    return firstMs === undefined || lastMs === undefined ? undefined : { firstMs, lastMs };
  }

  async #end(streamArn: string, forward: boolean): Promise<number | undefined> {
    const { first, last } = planRowRange(0, LAST_MS);
    const { Items } = await inOurWords(`the ledger of ${streamArn}`, () =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          ConsistentRead: true,
          KeyConditionExpression: 'streamArn = :arn AND #row BETWEEN :first AND :last',
          ProjectionExpression: 'endProducerMs',
          ExpressionAttributeNames: { '#row': 'row' },
          ExpressionAttributeValues: { ':arn': streamArn, ':first': first, ':last': last },
          ScanIndexForward: forward,
          Limit: 1,
        }),
      ),
    );
    return Items?.[0]?.endProducerMs as number | undefined;
  }

  giveUpClip(gap: GapRow, lost: StoredFile): Promise<boolean> {
    return conditionHeld(`the clip that ${gap.planId} has lost`, () =>
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            ...gap,
            numbers: packNumbers(gap.numbers),
            row: planRowKey(gap),
            gap: gapKey(gap),
            ...openGapKeys(gap),
          },
          ConditionExpression: 'kind = :clip AND (clip.sha256 = :sha OR #bundle.sha256 = :sha)',
          ExpressionAttributeNames: { '#bundle': 'bundle' },
          ExpressionAttributeValues: { ':clip': 'clip', ':sha': lost.sha256 },
        }),
      ),
    );
  }

  replaceClip(streamArn: string, rowKey: string, lost: StoredFile, made: StoredFile): Promise<boolean> {
    return conditionHeld(`the clip that ${rowKey} has lost`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { streamArn, row: rowKey },
          UpdateExpression: 'SET clip = :made, #source = :source',
          ConditionExpression: 'kind = :clip AND clip.sha256 = :sha',
          ExpressionAttributeNames: { '#source': 'source' },
          ExpressionAttributeValues: { ':clip': 'clip', ':sha': lost.sha256, ':made': made, ':source': 'FRAGMENTS' },
        }),
      ),
    );
  }

  forgetFile(streamArn: string, rowKey: string, what: 'clip' | 'bundle', lost: StoredFile): Promise<boolean> {
    const other = what === 'clip' ? 'bundle' : 'clip';
    return conditionHeld(`the ${what} that ${rowKey} has lost`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { streamArn, row: rowKey },
          UpdateExpression: 'REMOVE #what',
          ConditionExpression: 'kind = :clip AND attribute_exists(#other) AND #what.sha256 = :sha',
          ExpressionAttributeNames: { '#what': what, '#other': other },
          ExpressionAttributeValues: { ':clip': 'clip', ':sha': lost.sha256 },
        }),
      ),
    );
  }
}
