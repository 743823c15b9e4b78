import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ArchiverError } from '../../core/errors.ts';
import type { ShareStore } from '../../core/ports/shareStore.ts';
import type { ShareRecord } from '../../core/shares/Share.ts';
import { inOurWords } from '../awsError.ts';
import { conditionHeld } from './conditionHeld.ts';
import { pageByCreated } from './pageByCreated.ts';

/** The index that has them all, in order of time. */
const ALL = 'shares';
/** Whoever comes late is told for so long that the link is past its time, and not that there was none. */
const TOLD_AFTERWARDS_SECONDS = 30 * 86_400;

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
    const index = { table: this.#table, all: ALL, id: 'shareId' };
    const page = await pageByCreated(this.#documents, index, limit, after, createdBy);
    return { ...page, items: page.items.map(fromItem) };
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
