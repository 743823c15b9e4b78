import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { CustodyRecord } from '../../core/custody/CustodyRecord.ts';
import type { CustodyLog } from '../../core/ports/custodyLog.ts';
import { inOurWords } from '../awsError.ts';

/**
 * Records of erasures and holds, in the ledger's table: it is kept, backed up and never forgets. They stand under the
 * stream's name, where no ARN does, so that no reader of the ledger meets them.
 */
export class DynamoCustodyLog implements CustodyLog {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, ledgerTable: string) {
    this.#documents = documents;
    this.#table = ledgerTable;
  }

  async put(record: CustodyRecord): Promise<void> {
    const row = `c#${String(record.begunMs).padStart(15, '0')}#${record.id}`;
    await inOurWords(`the record of ${record.kind} ${record.id}`, () =>
      this.#documents.send(
        new PutCommand({ TableName: this.#table, Item: { streamArn: partition(record.streamName), row, record } }),
      ),
    );
  }

  async *list(streamName: string): AsyncIterable<CustodyRecord> {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await inOurWords(`the records of ${streamName}`, () =>
        this.#documents.send(
          new QueryCommand({
            TableName: this.#table,
            ConsistentRead: true,
            KeyConditionExpression: 'streamArn = :name AND begins_with(#row, :records)',
            ExpressionAttributeNames: { '#row': 'row' },
            ExpressionAttributeValues: { ':name': partition(streamName), ':records': 'c#' },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      for (const { record } of page.Items ?? []) yield record as CustodyRecord;
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }
}

const partition = (streamName: string): string => `custody/${streamName}`;
