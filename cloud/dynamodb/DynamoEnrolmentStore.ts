import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { EnrolmentStore } from '../../core/ports/streamStore.ts';
import type { Enrolment } from '../../core/streams/enrolment.ts';
import { inOurWords } from '../awsError.ts';
import { conditionHeld } from './conditionHeld.ts';

/** Enrolments in DynamoDB, by stream name. */
export class DynamoEnrolmentStore implements EnrolmentStore {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async get(streamName: string): Promise<Enrolment | undefined> {
    const { Item } = await inOurWords(`the enrolment of ${streamName}`, () =>
      this.#documents.send(new GetCommand({ TableName: this.#table, Key: { streamName }, ConsistentRead: true })),
    );
    return Item as Enrolment | undefined;
  }

  async put(enrolment: Enrolment): Promise<void> {
    await inOurWords(`enrol ${enrolment.streamName}`, () =>
      this.#documents.send(new PutCommand({ TableName: this.#table, Item: { ...enrolment } })),
    );
  }

  async setArn(streamName: string, streamArn: string): Promise<void> {
    // Where the condition does not hold it was taken off the list meanwhile: there is nothing to keep up to date.
    await conditionHeld(`the ARN of ${streamName}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { streamName },
          UpdateExpression: 'SET streamArn = :arn',
          ConditionExpression: 'attribute_exists(streamName)',
          ExpressionAttributeValues: { ':arn': streamArn },
        }),
      ),
    );
  }

  async delete(streamName: string): Promise<void> {
    await inOurWords(`the enrolment of ${streamName}`, () =>
      this.#documents.send(new DeleteCommand({ TableName: this.#table, Key: { streamName } })),
    );
  }

  async list(pageSize: number, after?: string): Promise<{ items: Enrolment[]; nextToken?: string }> {
    const page = await inOurWords('the list of enrolments', () =>
      this.#documents.send(
        new ScanCommand({
          TableName: this.#table,
          Limit: pageSize,
          ...(after === undefined ? {} : { ExclusiveStartKey: { streamName: after } }),
        }),
      ),
    );
    const next = page.LastEvaluatedKey?.streamName as string | undefined;
    return { items: (page.Items ?? []) as Enrolment[], ...(next === undefined ? {} : { nextToken: next }) };
  }
}
