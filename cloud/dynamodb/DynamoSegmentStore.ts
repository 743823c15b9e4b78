import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ArchiverError } from '../../core/errors.ts';
import type { SegmentQuery, SegmentStore } from '../../core/ports/segmentStore.ts';
import type { StoredSegment } from '../../core/segments/segmentReport.ts';
import { inOurWords } from '../awsError.ts';
import { conditionHeld } from './conditionHeld.ts';
import { HAS_FOOTAGE_IN, segmentEnd, segmentRange } from './segmentKeys.ts';

type Item = Record<string, unknown>;

/** Far beyond: the end of an open span. */
const OPEN_END_MS = 10 ** 15 - 1;
/** A day behind the span may hold segments that reach into it, and most do not: they are not gone through one by one. */
const LEAST_READ = 200;
const TOKEN = /^\d{15}#[\x21-\x7e]{1,128}$/;

/** Reports of devices in DynamoDB, by their id, and by device and time. */
export class DynamoSegmentStore implements SegmentStore {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async put(segment: StoredSegment): Promise<StoredSegment> {
    const doing = `the report of segment ${segment.clientID}`;
    const isNew = await conditionHeld(doing, () =>
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            ...segment,
            begMs: Number(segment.begTime),
            endMs: Number(segment.endTime),
            end: segmentEnd(segment),
          },
          ConditionExpression: 'attribute_not_exists(clientID)',
        }),
      ),
    );
    if (isNew) return segment;
    const kept = await this.get(segment.clientID);
    if (kept === undefined) throw new ArchiverError('Conflict', `${doing} was taken away while it was written`);
    return kept;
  }

  async get(clientID: string): Promise<StoredSegment | undefined> {
    const { Item: item } = await inOurWords(`the report of segment ${clientID}`, () =>
      this.#documents.send(new GetCommand({ TableName: this.#table, Key: { clientID }, ConsistentRead: true })),
    );
    return item === undefined ? undefined : fromItem(item);
  }

  async ofDevice(
    deviceID: string,
    { fromMs = 0, toMs = OPEN_END_MS, limit, after }: SegmentQuery,
  ): Promise<{ items: readonly StoredSegment[]; nextToken: string | undefined }> {
    if (after !== undefined && !TOKEN.test(after)) {
      throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours', { details: { field: 'nextToken' } });
    }
    const { first, last } = segmentRange(fromMs, toMs);
    const from = after === undefined || after < first ? first : after;
    const found: Item[] = [];
    let start: Item | undefined;
    while (from <= last) {
      const page = await inOurWords(`the segments of ${deviceID}`, () =>
        this.#documents.send(
          new QueryCommand({
            TableName: this.#table,
            IndexName: 'devices',
            KeyConditionExpression: 'deviceID = :device AND #end BETWEEN :first AND :last',
            FilterExpression: HAS_FOOTAGE_IN,
            ExpressionAttributeNames: { '#end': 'end' },
            ExpressionAttributeValues: {
              ':device': deviceID,
              ':first': from,
              ':last': last,
              ':from': fromMs,
              ':to': toMs,
            },
            // One more than asked for, and the one that the page before ended with.
            Limit: Math.max(limit + 2, LEAST_READ),
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      found.push(...(page.Items ?? []).filter(({ end }) => end !== after));
      start = page.LastEvaluatedKey;
      if (start === undefined || found.length > limit) break;
    }
    const items = found.slice(0, limit);
    return {
      items: items.map(fromItem),
      nextToken: found.length > limit ? String(items[items.length - 1]?.end) : undefined,
    };
  }
}

/** The report without what only the indexes need. */
function fromItem({ begMs: _begMs, endMs: _endMs, end: _end, ...segment }: Item): StoredSegment {
  return segment as unknown as StoredSegment;
}
