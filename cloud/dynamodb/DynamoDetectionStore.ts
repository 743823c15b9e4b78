import { BatchWriteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Detection } from '../../core/analysis/Detection.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { DetectionQuery, DetectionStore, SeenLabel } from '../../core/ports/detectionStore.ts';
import type { Page } from '../../core/ports/imageStore.ts';
import { inOurWords } from '../awsError.ts';
import {
  anyLabelOf,
  detectionOrder,
  NAMES,
  partitionOf,
  partitionsOfAll,
  partitionsOfLabel,
  streamLabel,
} from './detectionKeys.ts';
import { newestFirst } from './newestFirst.ts';

type Item = Record<string, unknown>;

const DAY_MS = 86_400_000;
/** Documented: BatchWriteItem takes up to 25 items. */
const WRITTEN_AT_ONCE = 25;
const ROUNDS = 8;

/**
 * Detections in DynamoDB: by label and moment over all streams, in shards; by stream and label, by stream, and all
 * together in indexes.
 */
export class DynamoDetectionStore implements DetectionStore {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #keptMs: number;
  /** Labels whose name this process has written, and for which day: each is written once a day. */
  readonly #named = new Map<string, number>();

  /** @param keptMs how long a detection is kept after it was written */
  constructor(documents: DynamoDBDocumentClient, table: string, keptMs: number) {
    this.#documents = documents;
    this.#table = table;
    this.#keptMs = keptMs;
  }

  async put(detections: readonly Detection[], nowMs: number): Promise<void> {
    const expiresAt = Math.ceil((nowMs + this.#keptMs) / 1000);
    const items = detections.map((detection) => ({
      ...detection,
      partition: partitionOf(detection),
      moment: detectionOrder(detection),
      streamLabel: streamLabel(detection.streamName, detection.label),
      any: anyLabelOf(detection),
      expiresAt,
    }));
    for (let first = 0; first < items.length; first += WRITTEN_AT_ONCE) {
      await this.#write(items.slice(first, first + WRITTEN_AT_ONCE));
    }
    for (const label of new Set(detections.map((each) => each.label))) await this.#name(label, nowMs);
  }

  async find({ label, streams, ...query }: DetectionQuery): Promise<Page<Detection>> {
    const place =
      streams === undefined
        ? label === undefined
          ? { index: 'all', partition: 'any', values: partitionsOfAll() }
          : { partition: 'partition', values: partitionsOfLabel(label) }
        : label === undefined
          ? { index: 'streams', partition: 'streamName', values: streams }
          : {
              index: 'streamLabels',
              partition: 'streamLabel',
              values: streams.map((name) => streamLabel(name, label)),
            };
    const page = await newestFirst(
      this.#documents,
      'detections',
      { table: this.#table, order: 'moment', ...place },
      query,
    );
    return { ...page, items: page.items.map(fromItem) };
  }

  async labels(): Promise<readonly SeenLabel[]> {
    const found: SeenLabel[] = [];
    let start: Item | undefined;
    do {
      const page = await inOurWords('the names of labels', () =>
        this.#documents.send(
          new QueryCommand({
            TableName: this.#table,
            KeyConditionExpression: '#partition = :names',
            ExpressionAttributeNames: { '#partition': 'partition' },
            ExpressionAttributeValues: { ':names': NAMES },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      for (const { moment, lastSeenMs } of page.Items ?? []) found.push({ label: moment, lastSeenMs });
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }

  async #write(items: readonly Item[]): Promise<void> {
    let left: readonly Item[] = items;
    for (let round = 0; left.length > 0; round++) {
      if (round === ROUNDS) throw new ArchiverError('Throttled', `${left.length} detections were not taken`);
      const requests = left.map((item) => ({ PutRequest: { Item: item } }));
      const { UnprocessedItems } = await inOurWords('write detections', () =>
        this.#documents.send(new BatchWriteCommand({ RequestItems: { [this.#table]: requests } })),
      );
      left = (UnprocessedItems?.[this.#table] ?? []).map(({ PutRequest }) => PutRequest?.Item ?? {});
    }
  }

  async #name(label: string, nowMs: number): Promise<void> {
    const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
    if ((this.#named.get(label) ?? -1) >= today) return;
    const expiresAt = Math.ceil((nowMs + this.#keptMs + DAY_MS) / 1000);
    await inOurWords(`the name of label ${label}`, () =>
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: { partition: NAMES, moment: label, lastSeenMs: today, expiresAt },
        }),
      ),
    );
    this.#named.set(label, today);
  }
}

/** The detection without what only the indexes need. */
function fromItem(item: Item): Detection {
  const { partition: _p, moment: _m, streamLabel: _s, any: _a, expiresAt: _e, ...detection } = item;
  return detection as unknown as Detection;
}
