import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { ArchiverError } from '../../core/errors.ts';
import type { ShareStore } from '../../core/ports/shareStore.ts';
import type { ShareRecord } from '../../core/shares/Share.ts';
import { inOurWords } from '../awsError.ts';
import { conditionHeld } from './conditionHeld.ts';

/** The index that has them all, in order of time. */
const ALL = 'shares';
/** Whoever comes late is told for so long that the link is past its time, and not that there was none. */
const TOLD_AFTERWARDS_SECONDS = 30 * 86_400;
const TOKEN = /^\d{1,15}#[A-Za-z0-9_-]{1,64}$/;

/** Shares in DynamoDB, by their id. */
export class DynamoShareStore implements ShareStore {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async put(share: ShareRecord): Promise<void> {
    const expiresAt = Math.ceil(share.expiresMs / 1000) + TOLD_AFTERWARDS_SECONDS;
    const isNew = await conditionHeld(`share ${share.shareId}`, () =>
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...share, all: ALL, expiresAt },
          ConditionExpression: 'attribute_not_exists(shareId)',
        }),
      ),
    );
    if (!isNew) throw new ArchiverError('Conflict', `there is a share ${share.shareId}`);
  }

  async get(shareId: string): Promise<ShareRecord | undefined> {
    const { Item } = await inOurWords(`share ${shareId}`, () =>
      this.#documents.send(new GetCommand({ TableName: this.#table, Key: { shareId }, ConsistentRead: true })),
    );
    return Item === undefined ? undefined : fromItem(Item);
  }

  async list(limit: number, after?: string, createdBy?: string) {
    if (after !== undefined && !TOKEN.test(after)) {
      throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours', { details: { field: 'nextToken' } });
    }
    const [createdMs, shareId] = (after ?? '').split('#');
    const page = await inOurWords('the list of shares', () =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          IndexName: 'created',
          KeyConditionExpression: '#all = :all',
          ...(createdBy === undefined ? {} : { FilterExpression: 'createdBy = :by' }),
          ExpressionAttributeNames: { '#all': 'all' },
          ExpressionAttributeValues: { ':all': ALL, ...(createdBy === undefined ? {} : { ':by': createdBy }) },
          ScanIndexForward: false,
          Limit: limit,
          ...(after === undefined ? {} : { ExclusiveStartKey: { all: ALL, createdMs: Number(createdMs), shareId } }),
        }),
      ),
    );
    const next = page.LastEvaluatedKey;
    return {
      items: (page.Items ?? []).map(fromItem),
      ...(next === undefined ? {} : { nextToken: `${next.createdMs}#${next.shareId}` }),
    };
  }

  async revoke(shareId: string, nowMs: number): Promise<void> {
    await this.#change(shareId, 'SET revokedMs = if_not_exists(revokedMs, :now)', { ':now': nowMs });
  }

  async noteOpened(shareId: string, nowMs: number): Promise<void> {
    await this.#change(shareId, 'SET lastOpenedMs = :now ADD opened :one', { ':now': nowMs, ':one': 1 });
  }

  async noteRefused(shareId: string): Promise<void> {
    await this.#change(shareId, 'ADD refused :one', { ':one': 1 });
  }

  async #change(shareId: string, expression: string, values: Record<string, unknown>): Promise<void> {
    await conditionHeld(`share ${shareId}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { shareId },
          UpdateExpression: expression,
          ConditionExpression: 'attribute_exists(shareId)',
          ExpressionAttributeValues: values,
        }),
      ),
    );
  }
}

function fromItem({ all: _all, expiresAt: _expiresAt, ...share }: Record<string, unknown>): ShareRecord {
  return share as unknown as ShareRecord;
}
