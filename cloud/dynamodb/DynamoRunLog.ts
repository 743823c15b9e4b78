import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { PassRecord, RunLog, RunRecords } from '../../core/ports/runLog.ts';
import { inOurWords } from '../awsError.ts';

/** Records of passes are kept for so many days. */
const KEPT_DAYS = 30;

/** Records of passes in DynamoDB, by stream and time; the table forgets them by itself. */
export class DynamoRunLog implements RunLog, RunRecords {
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

  async *ofRun(streamArn: string, runId: string, sinceMs: number): AsyncIterable<PassRecord> {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await inOurWords(`the records of ${runId}`, () =>
        this.#documents.send(
          new QueryCommand({
            TableName: this.#table,
            KeyConditionExpression: 'streamArn = :arn AND pass >= :since',
            FilterExpression: 'runId = :run',
            ExpressionAttributeValues: {
              ':arn': streamArn,
              ':since': String(Math.max(0, sinceMs)).padStart(15, '0'),
              ':run': runId,
            },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      for (const { passNumber, expiresAt: _expiresAt, ...record } of page.Items ?? []) {
        yield { ...record, pass: passNumber } as unknown as PassRecord;
      }
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }
}
