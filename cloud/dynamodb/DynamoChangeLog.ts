import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Change } from '../../core/changes/Change.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { ChangeLog } from '../../core/ports/changeLog.ts';
import { inOurWords } from '../awsError.ts';

/** Of changes that are about no stream: no stream can bear this name. */
const NO_STREAM = '*';
const KEY = /^\d{15}#[\x21-\x7e]{1,128}$/;

/** Changes in DynamoDB, by stream and time; the table forgets them by itself. */
export class DynamoChangeLog implements ChangeLog {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #keptDays: number;

  constructor(documents: DynamoDBDocumentClient, table: string, keptDays: number) {
    this.#documents = documents;
    this.#table = table;
    this.#keptDays = keptDays;
  }

  async put(change: Change): Promise<void> {
    const { stream = NO_STREAM, atMs, requestId } = change;
    await inOurWords(`the record of ${change.route}`, () =>
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            ...change,
            stream,
            change: `${String(atMs).padStart(15, '0')}#${requestId}`,
            expiresAt: Math.floor(atMs / 1000) + this.#keptDays * 86_400,
          },
        }),
      ),
    );
  }

  async list(
    stream: string | undefined,
    { limit, after }: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ items: readonly Change[]; nextToken: string | undefined }> {
    if (after !== undefined && !KEY.test(after)) {
      throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours', { details: { field: 'nextToken' } });
    }
    const partition = stream ?? NO_STREAM;
    const page = await inOurWords(`the changes of ${partition}`, () =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: '#stream = :stream',
          ExpressionAttributeNames: { '#stream': 'stream' },
          ExpressionAttributeValues: { ':stream': partition },
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: limit,
          ...(after === undefined ? {} : { ExclusiveStartKey: { stream: partition, change: after } }),
        }),
      ),
    );
    return { items: (page.Items ?? []).map(fromItem), nextToken: page.LastEvaluatedKey?.change as string | undefined };
  }
}

function fromItem({ stream, change: _key, expiresAt: _end, ...rest }: Record<string, unknown>): Change {
  return { ...(stream === NO_STREAM ? {} : { stream }), ...rest } as unknown as Change;
}
