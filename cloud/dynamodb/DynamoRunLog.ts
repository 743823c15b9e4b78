import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { PassRecord, RunLog, RunRecords } from '../../core/ports/runLog.ts';
import { inOurWords } from '../awsError.ts';

/** Records of passes are kept for so many days. */
const KEPT_DAYS = 30;
const LATEST_MS = 999_999_999_999_999;

/** Records of passes in DynamoDB, by stream and time; the table forgets them by itself. */
export class DynamoRunLog implements RunLog, RunRecords {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async put(record: PassRecord): Promise<void> {
    const pass = `${inKey(record.endedMs)}#${record.runId}#${record.pass}`;
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

  async *ofRun(streamArn: string, runId: string, sinceMs: number, untilMs = LATEST_MS): AsyncIterable<PassRecord> {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await inOurWords(`the records of ${runId}`, () =>
        this.#documents.send(
          new QueryCommand({
            TableName: this.#table,
            KeyConditionExpression: 'streamArn = :arn AND pass BETWEEN :since AND :until',
            FilterExpression: 'runId = :run',
            ExpressionAttributeValues: {
              ':arn': streamArn,
              ':since': inKey(sinceMs),
              // Sorts behind every pass of that millisecond.
              ':until': `${inKey(untilMs)}~`,
              ':run': runId,
            },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      yield* (page.Items ?? []).map(recordOf);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }

  async newest(streamArn: string, sinceMs: number, pages: number) {
    const records: PassRecord[] = [];
    let start: Record<string, unknown> | undefined;
    for (let page = 0; page < pages; page++) {
      const answer = await inOurWords(`the records of ${streamArn}`, () =>
        this.#documents.send(
          new QueryCommand({
            TableName: this.#table,
            KeyConditionExpression: 'streamArn = :arn AND pass >= :since',
            ExpressionAttributeValues: { ':arn': streamArn, ':since': inKey(sinceMs) },
            ScanIndexForward: false,
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      records.push(...(answer.Items ?? []).map(recordOf));
      start = answer.LastEvaluatedKey;
      if (start === undefined) break;
    }
    return { records, complete: start === undefined };
  }
}

/** As keys hold times: they sort as text. */
const inKey = (ms: number): string => String(Math.max(0, ms)).padStart(15, '0');

function recordOf({ passNumber, expiresAt: _expiresAt, ...record }: Record<string, unknown>): PassRecord {
  return { ...record, pass: passNumber } as unknown as PassRecord;
}
