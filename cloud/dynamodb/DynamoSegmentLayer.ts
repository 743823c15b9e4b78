import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { TimelineLayer } from '../../core/ports/timelineLayer.ts';
import { inOurWords } from '../awsError.ts';
import { HAS_FOOTAGE_IN, segmentRange } from './segmentKeys.ts';

/** What devices reported of a stream, as its timeline shows it. */
export class DynamoSegmentLayer implements TimelineLayer {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async between(streamName: string, fromMs: number, toMs: number, limit: number): Promise<readonly object[]> {
    const { first, last } = segmentRange(fromMs, toMs);
    const found: object[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await inOurWords(`the segments of stream ${streamName}`, () =>
        this.#documents.send(
          new QueryCommand({
            TableName: this.#table,
            IndexName: 'streams',
            KeyConditionExpression: 'streamName = :stream AND #end BETWEEN :first AND :last',
            FilterExpression: HAS_FOOTAGE_IN,
            ExpressionAttributeNames: { '#end': 'end' },
            ExpressionAttributeValues: {
              ':stream': streamName,
              ':first': first,
              ':last': last,
              ':from': fromMs,
              ':to': toMs,
            },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      for (const { clientID, deviceID, begMs, endMs } of page.Items ?? []) {
        found.push({ clientID, deviceID, startMs: begMs, endMs });
      }
      start = page.LastEvaluatedKey;
    } while (start !== undefined && found.length < limit);
    return found.slice(0, limit);
  }
}
