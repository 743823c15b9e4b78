import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { StreamNames } from '../../core/ports/streamNames.ts';
import { inOurWords } from '../awsError.ts';

/** A name that was given away more often than this is a test's. */
const MOST_STREAMS = 100;

/** Which streams bore a name, by an index over the streams' items, which are never deleted. */
export class DynamoStreamNames implements StreamNames {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async arnsOf(streamName: string): Promise<string[]> {
    const { Items } = await inOurWords(`the streams named ${streamName}`, () =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          IndexName: 'names',
          KeyConditionExpression: 'streamName = :name',
          ExpressionAttributeValues: { ':name': streamName },
          // ARNs end in the time of creation: the newest ones.
          ScanIndexForward: false,
          Limit: MOST_STREAMS,
        }),
      ),
    );
    return (Items ?? []).map((item) => String(item.streamArn));
  }
}
