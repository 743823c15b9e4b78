import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { FootageEvent } from '../../core/analysis/FootageEvent.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { FootageEventQuery, FootageEventStore, StoredEvent } from '../../core/ports/footageEventStore.ts';
import type { Page } from '../../core/ports/imageStore.ts';
import { inOurWords } from '../awsError.ts';
import { conditionHeld } from './conditionHeld.ts';
import { moment, newestFirst } from './newestFirst.ts';

type Item = Record<string, unknown>;

/** All events stand in one index, in so many partitions: they are far fewer than images. */
const SHARDS = 4;

/** Events in DynamoDB, by stream and rule, in order of their begin. */
export class DynamoFootageEventStore implements FootageEventStore {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #keptMs: number;

  /** @param keptMs how long an event is kept after its last sighting */
  constructor(documents: DynamoDBDocumentClient, table: string, keptMs: number) {
    this.#documents = documents;
    this.#table = table;
    this.#keptMs = keptMs;
  }

  async touching(streamName: string, rule: string, fromMs: number, toMs: number): Promise<readonly StoredEvent[]> {
    const found: StoredEvent[] = [];
    let start: Item | undefined;
    do {
      const page = await inOurWords(`the events of ${streamName}`, () =>
        this.#documents.send(
          new QueryCommand({
            TableName: this.#table,
            KeyConditionExpression: 'streamRule = :rule AND #moment <= :last',
            ExpressionAttributeNames: { '#moment': 'moment' },
            ExpressionAttributeValues: { ':rule': `${streamName}#${rule}`, ':last': `${moment(toMs)}#~` },
            ConsistentRead: true,
            ScanIndexForward: false,
            // Rows are joined where they touch: what touches is among the last of them.
            Limit: 8,
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      const items = (page.Items ?? []).map(fromItem);
      const touching = items.filter(({ endMs }) => endMs >= fromMs);
      found.push(...touching);
      // Further back there are only more of them where all of these were.
      start = touching.length === items.length ? page.LastEvaluatedKey : undefined;
    } while (start !== undefined);
    return found;
  }

  async put(event: FootageEvent, over: StoredEvent | undefined): Promise<void> {
    const { version: _version, ...given } = event as StoredEvent;
    const item = {
      ...given,
      streamRule: `${event.streamName}#${event.rule}`,
      moment: momentOf(event),
      any: `e#${event.beginMs % SHARDS}`,
      version: (over?.version ?? 0) + 1,
      expiresAt: Math.ceil((event.endMs + this.#keptMs) / 1000),
    };
    const held = await conditionHeld(`the event of ${event.streamName}`, () =>
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: item,
          ...(over === undefined
            ? { ConditionExpression: 'attribute_not_exists(streamRule)' }
            : { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': over.version } }),
        }),
      ),
    );
    if (!held) throw new ArchiverError('Conflict', `the event of ${event.streamName} has changed since it was read`);
  }

  async remove(event: StoredEvent): Promise<boolean> {
    return conditionHeld(`the event of ${event.streamName}`, () =>
      this.#documents.send(
        new DeleteCommand({
          TableName: this.#table,
          Key: { streamRule: `${event.streamName}#${event.rule}`, moment: momentOf(event) },
          ConditionExpression: 'version = :read',
          ExpressionAttributeValues: { ':read': event.version },
        }),
      ),
    );
  }

  async find({ streams, label, ...query }: FootageEventQuery): Promise<Page<FootageEvent>> {
    const place =
      streams === undefined
        ? { index: 'all', partition: 'any', values: Array.from({ length: SHARDS }, (_, shard) => `e#${shard}`) }
        : { index: 'streams', partition: 'streamName', values: streams };
    const filter = {
      FilterExpression: 'contains(#labels, :label)',
      ExpressionAttributeNames: { '#labels': 'labels' },
      values: { ':label': label },
    };
    const page = await newestFirst(
      this.#documents,
      'events',
      { table: this.#table, order: 'moment', ...place, ...(label === undefined ? {} : { filter }) },
      query,
    );
    return {
      ...page,
      items: page.items.map((item) => {
        const { version: _version, ...event } = fromItem(item);
        return event;
      }),
    };
  }
}

/** The order of events everywhere, and unique over all streams and rules. */
function momentOf({ beginMs, streamName, rule }: FootageEvent): string {
  return `${moment(beginMs)}#${streamName}#${rule}`;
}

function fromItem(item: Item): StoredEvent {
  const { streamRule: _s, moment: _m, any: _a, expiresAt: _e, ...event } = item;
  return event as unknown as StoredEvent;
}
