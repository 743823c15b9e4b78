import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type AnalysedImage, type ImageOutcome, imageMoment } from '../../core/analysis/AnalysedImage.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { ImageReference, ImageStore, NewestFirst, Page } from '../../core/ports/imageStore.ts';
import { inOurWords } from '../awsError.ts';
import { conditionHeld } from './conditionHeld.ts';
import { moment, newestFirst } from './newestFirst.ts';

type Item = Record<string, unknown>;

/** Images in DynamoDB, by stream and moment. `seen` says whether something was seen, for the filter. */
export class DynamoImageStore implements ImageStore {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #keptMs: number;

  /** @param keptMs how long an entry is kept after it was listed */
  constructor(documents: DynamoDBDocumentClient, table: string, keptMs: number) {
    this.#documents = documents;
    this.#table = table;
    this.#keptMs = keptMs;
  }

  async put(image: AnalysedImage): Promise<AnalysedImage> {
    const doing = `list the image ${image.key}`;
    const item = {
      ...image,
      moment: imageMoment(image),
      expiresAt: Math.ceil((image.listedMs + this.#keptMs) / 1000),
    };
    const condition = 'attribute_not_exists(moment)';
    const isNew = await conditionHeld(doing, () =>
      this.#documents.send(new PutCommand({ TableName: this.#table, Item: item, ConditionExpression: condition })),
    );
    if (isNew) return image;
    const standing = await this.get(image);
    if (standing === undefined) throw new ArchiverError('Conflict', `${doing}: it was taken away meanwhile`);
    return standing;
  }

  async get(reference: ImageReference): Promise<AnalysedImage | undefined> {
    const { Item } = await inOurWords(`the image ${reference.imageId}`, () =>
      this.#documents.send(new GetCommand({ TableName: this.#table, Key: keyOf(reference), ConsistentRead: true })),
    );
    return Item === undefined ? undefined : fromItem(Item);
  }

  async conclude(reference: ImageReference, outcome: ImageOutcome): Promise<void> {
    const seen = outcome.status === 'labelled' && outcome.labels.length > 0;
    await conditionHeld(`what came of the image ${reference.imageId}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: keyOf(reference),
          UpdateExpression: 'SET #outcome = :outcome, seen = :seen',
          ConditionExpression: 'attribute_exists(moment) AND NOT #outcome.#status IN (:labelled, :unreadable)',
          ExpressionAttributeNames: { '#outcome': 'outcome', '#status': 'status' },
          ExpressionAttributeValues: {
            ':outcome': outcome,
            ':seen': seen,
            ':labelled': 'labelled',
            ':unreadable': 'unreadable',
          },
        }),
      ),
    );
  }

  async labelledAround(streamName: string, fromMs: number, toMs: number): Promise<readonly AnalysedImage[]> {
    const found: AnalysedImage[] = [];
    let start: Item | undefined;
    do {
      const page = await inOurWords(`the images of ${streamName}`, () =>
        this.#documents.send(
          new QueryCommand({
            TableName: this.#table,
            KeyConditionExpression: 'streamName = :stream AND #moment BETWEEN :first AND :last',
            FilterExpression: 'seen = :yes',
            ExpressionAttributeNames: { '#moment': 'moment' },
            ExpressionAttributeValues: {
              ':stream': streamName,
              ':first': moment(fromMs),
              ':last': `${moment(toMs)}#~`,
              ':yes': true,
            },
            ConsistentRead: true,
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      found.push(...(page.Items ?? []).map(fromItem));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }

  async ofStream(
    streamName: string,
    { labelled, ...query }: NewestFirst & { readonly labelled?: boolean },
  ): Promise<Page<AnalysedImage>> {
    const filter = {
      FilterExpression: labelled === true ? 'seen = :yes' : 'attribute_not_exists(seen) OR seen <> :yes',
      values: { ':yes': true },
    };
    const page = await newestFirst(
      this.#documents,
      `the images of ${streamName}`,
      {
        table: this.#table,
        partition: 'streamName',
        order: 'moment',
        values: [streamName],
        ...(labelled === undefined ? {} : { filter }),
      },
      query,
    );
    return { ...page, items: page.items.map(fromItem) };
  }
}

const keyOf = (reference: ImageReference) => ({
  streamName: reference.streamName,
  moment: imageMoment(reference),
});

function fromItem({ moment: _moment, seen: _seen, expiresAt: _expiresAt, ...image }: Item): AnalysedImage {
  return image as unknown as AnalysedImage;
}
