import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PassRecord, RunLog } from '../../core/ports/runLog.ts';
import { inOurWords } from '../awsError.ts';

/** Records of passes are kept for so many days. */
const KEPT_DAYS = 30;

/** Records of passes in DynamoDB, by stream and time; the table forgets them by itself. */
export class DynamoRunLog implements RunLog {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async put(record: PassRecord): Promise<void> {
    const pass = `${String(record.endedMs).padStart(15, '0')}#${record.runId}#${record.pass}`;
    await inOurWords(`the record of ${record.runId}`, () =>
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            ...record,
            pass,
            passNumber: record.pass,
            expiresAt: Math.floor(record.endedMs / 1000) + KEPT_DAYS * 86_400,
          },
        }),
      ),
    );
  }
}
