import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { ArchiverError } from '../../core/errors.ts';
import type { NewestFirst, Page } from '../../core/ports/imageStore.ts';
import { inOurWords } from '../awsError.ts';
import { mergeNewestFirst } from './mergeNewestFirst.ts';

type Item = Record<string, unknown>;

const LAST_MS = 10 ** 15 - 1;
const TOKEN = /^\d{15}#[\x21-\x7e]{0,1000}$/;
/** Read at once where a filter drops most of them. */
const LEAST_READ = 100;

/** A moment as sort keys begin with it. */
export const moment = (ms: number): string => String(Math.min(Math.max(0, ms), LAST_MS)).padStart(15, '0');

/** Items of one partition whose sort key begins with a moment, and what of them is wanted. */
export interface NewestQuery {
  readonly table: string;
  readonly index?: string;
  /** Names of the key's attributes. */
  readonly partition: string;
  readonly order: string;
  readonly values: readonly string[];
  readonly filter?: Pick<QueryCommandInput, 'FilterExpression' | 'ExpressionAttributeNames'> & { values: Item };
}

/**
 * A page of several partitions together, newest first. The token is the order of the last item, so pages hold whatever
 * comes in between.
 *
 * @throws ArchiverError `InvalidInput` for a token that is not of ours
 */
export async function newestFirst(
  documents: DynamoDBDocumentClient,
  doing: string,
  query: NewestQuery,
  { fromMs = 0, toMs = LAST_MS, limit, after }: NewestFirst,
): Promise<Page<Item>> {
  if (after !== undefined && !TOKEN.test(after)) {
    throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours', { details: { field: 'nextToken' } });
  }
  const first = moment(fromMs);
  // What begins with `toMs` is no part of it: sorted before all of it.
  const before = after !== undefined && after < moment(toMs) ? after : moment(toMs);
  const items: Item[] = [];
  if (before <= first) return { items, nextToken: undefined };
  const pages = query.values.map((value) => partition(documents, doing, query, value, first, before, limit));
  const merged = mergeNewestFirst(pages);
  let more = false;
  for await (const { item } of merged) {
    more = items.length === limit;
    if (more) break;
    items.push(item);
  }
  const last = items[items.length - 1]?.[query.order];
  return { items, nextToken: more && last !== undefined ? String(last) : undefined };
}

async function* partition(
  documents: DynamoDBDocumentClient,
  doing: string,
  { table, index, partition: name, order, filter, values: { length: partitions } }: NewestQuery,
  value: string,
  first: string,
  before: string,
  limit: number,
): AsyncGenerator<{ order: string; item: Item }, void, undefined> {
  // Of several partitions each gives about its share; one that has more of them is read further.
  const share = Math.ceil((limit + 1) / partitions) + (partitions > 1 ? 8 : 0);
  let start: Item | undefined;
  do {
    const page = await inOurWords(doing, () =>
      documents.send(
        new QueryCommand({
          TableName: table,
          ...(index === undefined ? {} : { IndexName: index }),
          KeyConditionExpression: '#partition = :partition AND #order BETWEEN :first AND :before',
          ExpressionAttributeNames: { '#partition': name, '#order': order, ...filter?.ExpressionAttributeNames },
          ExpressionAttributeValues: {
            ':partition': value,
            ':first': first,
            ':before': before,
            ...filter?.values,
          },
          ...(filter?.FilterExpression === undefined ? {} : { FilterExpression: filter.FilterExpression }),
          ScanIndexForward: false,
          Limit: filter === undefined ? share : Math.max(share, LEAST_READ),
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      ),
    );
    for (const item of page.Items ?? []) {
      const at = String(item[order]);
      // The one that the page before ended with.
      if (at < before) yield { order: at, item };
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
