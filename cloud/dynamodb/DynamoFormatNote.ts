import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { FormatNote } from '../../core/ports/formatNote.ts';
import { inOurWords } from '../awsError.ts';
import { conditionHeld } from './conditionHeld.ts';

/** An item of the ledger's table that is of no stream: it stays where the ledger stays. Nothing scans that table. */
const KEY = { streamArn: 'kvs-archiver', row: 'format' };

/** The ledger's format, noted in its own table. */
export class DynamoFormatNote implements FormatNote {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async read(): Promise<unknown> {
    const { Item } = await inOurWords("the ledger's format", () =>
      this.#documents.send(new GetCommand({ TableName: this.#table, Key: KEY, ConsistentRead: true })),
    );
    return Item?.format;
  }

  write(format: number): Promise<boolean> {
    return conditionHeld("note the ledger's format", () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: KEY,
          UpdateExpression: 'SET #format = :format',
          ConditionExpression: 'attribute_not_exists(#format) OR #format <= :format',
          ExpressionAttributeNames: { '#format': 'format' },
          ExpressionAttributeValues: { ':format': format },
        }),
      ),
    );
  }
}
