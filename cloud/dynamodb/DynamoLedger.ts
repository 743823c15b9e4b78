import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { ArchiverError } from '../../core/errors.ts';
import type { ProducerMs } from '../../core/fragment.ts';
import { packNumbers, unpackNumbers } from '../../core/fragments/packNumbers.ts';
import {
  type ClipRow,
  type ErasedRow,
  type GapRow,
  type LedgerRow,
  type OpenGap,
  type PlanLedgerRow,
  planRowKey,
  planRowRange,
  type SplitRow,
  type StoredFile,
  type UnseenRow,
  unseenRowKey,
} from '../../core/ledger/ledgerRow.ts';
import { GET_CLIP_LIMITS } from '../../core/plans/limits.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { RaisedRetention } from '../../core/retention/raisedRetention.ts';
import type { Clock } from '../../core/system.ts';
import { inOurWords } from '../awsError.ts';
import { conditionHeld } from './conditionHeld.ts';
import { gapKey } from './gapKey.ts';
import { mergeByExpiry } from './mergeByExpiry.ts';
import { OPEN_SHARDS, openGapKeys } from './openGapKeys.ts';

type Item = Record<string, unknown>;

/**
 * The ledger in DynamoDB: one row a plan, its numbers packed. What becomes of footage for good bears the time of its last
 * change, by which the index `changes` finds it (DynamoLedgerChanges).
 */
export class DynamoLedger implements Ledger {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #clock: Clock;

  constructor(documents: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#documents = documents;
    this.#table = table;
    this.#clock = clock;
  }

  async get(streamArn: string, rowKey: string): Promise<PlanLedgerRow | undefined> {
    const { Item: item } = await inOurWords(`the ledger row ${rowKey}`, () =>
      this.#documents.send(
        new GetCommand({ TableName: this.#table, Key: { streamArn, row: rowKey }, ConsistentRead: true }),
      ),
    );
    return item === undefined ? undefined : (fromItem(item) as PlanLedgerRow);
  }

  async *overlapping(streamArn: string, from: ProducerMs, to: ProducerMs): AsyncIterable<PlanLedgerRow> {
    const { first, last } = planRowRange(from, to + GET_CLIP_LIMITS.maxSpanMs);
    let start: Item | undefined;
    do {
      const page = await inOurWords(`the ledger of ${streamArn}`, () =>
        this.#documents.send(
          new QueryCommand({
            TableName: this.#table,
            ConsistentRead: true,
            KeyConditionExpression: 'streamArn = :arn AND #row BETWEEN :first AND :last',
            FilterExpression: 'startProducerMs <= :to',
            ExpressionAttributeNames: { '#row': 'row' },
            ExpressionAttributeValues: { ':arn': streamArn, ':first': first, ':last': last, ':to': to },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      for (const item of page.Items ?? []) yield fromItem(item) as PlanLedgerRow;
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }

  putClip(row: ClipRow): Promise<'stored' | 'exists'> {
    const changedMs = this.#clock.now();
    return this.#putUnlessSettled({ ...toItem(row), row: planRowKey(row), changedMs }, row.planId);
  }

  putSplit(row: SplitRow): Promise<'stored' | 'exists'> {
    return this.#putUnlessSettled({ ...toItem(row), row: planRowKey(row) }, row.planId);
  }

  putGap(row: GapRow): Promise<'stored' | 'exists'> {
    const keys = { row: planRowKey(row), gap: gapKey(row), ...openGapKeys(row) };
    return this.#putUnlessSettled({ ...toItem(row), ...keys }, row.planId);
  }

  async putErased(row: ErasedRow, over: GapRow | ClipRow | undefined): Promise<'stored' | 'changed'> {
    // A bundle may have joined the clip since it was read: it would not be among the pending objects.
    const bundle = over?.kind === 'clip' && over.bundle !== undefined ? 'attribute_exists' : 'attribute_not_exists';
    const held = await conditionHeld(`erase plan ${row.planId}`, () =>
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...toItem(row), row: planRowKey(row), changedMs: this.#clock.now() },
          ...(over === undefined
            ? { ConditionExpression: 'attribute_not_exists(streamArn)' }
            : {
                ConditionExpression: `kind = :kind AND writtenMs = :written AND ${bundle}(#bundle)`,
                ExpressionAttributeNames: { '#bundle': 'bundle' },
                ExpressionAttributeValues: { ':kind': over.kind, ':written': over.writtenMs },
              }),
        }),
      ),
    );
    return held ? 'stored' : 'changed';
  }

  async finishErased(streamArn: string, rowKey: string): Promise<void> {
    await conditionHeld(`the end of the erasure of ${rowKey}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { streamArn, row: rowKey },
          UpdateExpression: 'REMOVE pending',
          ConditionExpression: 'kind = :erased',
          ExpressionAttributeValues: { ':erased': 'erased' },
        }),
      ),
    );
  }

  async putUnseen(row: UnseenRow): Promise<void> {
    await inOurWords(`the unseen span of ${row.streamArn}`, () =>
      this.#documents.send(
        new PutCommand({ TableName: this.#table, Item: { ...row, row: unseenRowKey(row), gap: gapKey(row) } }),
      ),
    );
  }

  async addBundle(streamArn: string, rowKey: string, bundle: StoredFile): Promise<void> {
    const held = await conditionHeld(`the bundle of ${rowKey}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { streamArn, row: rowKey },
          UpdateExpression: 'SET bundle = :bundle',
          ConditionExpression: 'kind = :clip',
          ExpressionAttributeValues: { ':bundle': bundle, ':clip': 'clip' },
        }),
      ),
    );
    if (!held) throw new ArchiverError('NotFound', `no clip stands in the ledger at ${rowKey}`);
  }

  async raiseRetention(streamArn: string, rowKey: string, { retention, retireAtMs }: RaisedRetention): Promise<void> {
    const held = await conditionHeld(`the retention of ${rowKey}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { streamArn, row: rowKey },
          UpdateExpression:
            retireAtMs === undefined
              ? 'SET retention = :retention, changedMs = :now REMOVE retireAtMs'
              : 'SET retention = :retention, changedMs = :now, retireAtMs = :retire',
          ConditionExpression: 'kind = :clip',
          ExpressionAttributeValues: {
            ':retention': retention,
            ':clip': 'clip',
            ':now': this.#clock.now(),
            ...(retireAtMs === undefined ? {} : { ':retire': retireAtMs }),
          },
        }),
      ),
    );
    if (!held) throw new ArchiverError('NotFound', `no clip stands in the ledger at ${rowKey}`);
  }

  async deleteGap(streamArn: string, rowKey: string): Promise<void> {
    await conditionHeld(`the gap ${rowKey}`, () =>
      this.#documents.send(
        new DeleteCommand({
          TableName: this.#table,
          Key: { streamArn, row: rowKey },
          ConditionExpression: 'kind = :gap',
          ExpressionAttributeValues: { ':gap': 'gap' },
        }),
      ),
    );
  }

  async gaps(
    streamArn: string,
    page: { limit?: number; after?: string } = {},
  ): Promise<{ items: (GapRow | UnseenRow)[]; nextToken?: string }> {
    const answer = await inOurWords(`the gaps of ${streamArn}`, () =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          IndexName: 'gaps',
          KeyConditionExpression: page.after === undefined ? 'streamArn = :arn' : 'streamArn = :arn AND gap > :after',
          ExpressionAttributeValues: {
            ':arn': streamArn,
            ...(page.after === undefined ? {} : { ':after': page.after }),
          },
          Limit: page.limit ?? 100,
        }),
      ),
    );
    const next = answer.LastEvaluatedKey?.gap as string | undefined;
    return {
      items: (answer.Items ?? []).map((item) => fromItem(item) as GapRow | UnseenRow),
      ...(next === undefined ? {} : { nextToken: next }),
    };
  }

  openGaps(dueMs?: number): AsyncIterable<OpenGap> {
    return mergeByExpiry(OPEN_SHARDS.map((shard) => this.#openGapsOfShard(shard, dueMs)));
  }

  async *#openGapsOfShard(shard: string, dueMs: number | undefined): AsyncGenerator<OpenGap, void, undefined> {
    let start: Item | undefined;
    do {
      const page = await inOurWords('the open gaps of all streams', () =>
        this.#documents.send(
          new QueryCommand({
            TableName: this.#table,
            IndexName: 'expiring',
            KeyConditionExpression: '#open = :shard',
            ...(dueMs === undefined ? {} : { FilterExpression: 'nextTryMs <= :due' }),
            ExpressionAttributeNames: { '#open': 'open' },
            ExpressionAttributeValues: { ':shard': shard, ...(dueMs === undefined ? {} : { ':due': dueMs }) },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      for (const { streamArn, streamName, expiresMs, nextTryMs } of page.Items ?? []) {
        yield { streamArn, streamName, expiresMs: expiresMs ?? 0, nextTryMs } as OpenGap;
      }
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }

  async #putUnlessSettled(item: Item, planId: string): Promise<'stored' | 'exists'> {
    const held = await conditionHeld(`the ledger row of plan ${planId}`, () =>
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: item,
          ConditionExpression: 'attribute_not_exists(streamArn) OR kind = :gap',
          ExpressionAttributeValues: { ':gap': 'gap' },
        }),
      ),
    );
    return held ? 'stored' : 'exists';
  }
}

/** Their count stands beside the numbers, for those who read all but these. */
function toItem(row: PlanLedgerRow): Item {
  return { ...row, numbers: packNumbers(row.numbers), fragments: row.numbers.length };
}

function fromItem(item: Item): LedgerRow {
  const { row: _row, gap: _gap, open: _open, expiring: _expiring, ...known } = item;
  const { fragments: _fragments, changedMs: _changed, ...rest } = known;
  const row = rest.kind === 'unseen' ? rest : { ...rest, numbers: unpackNumbers(rest.numbers as Uint8Array) };
  return row as unknown as LedgerRow;
}
