import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ArchiverError } from '../../core/errors.ts';
import { inOurWords } from '../awsError.ts';

type Item = Record<string, unknown>;

const TOKEN = /^\d{1,15}#[A-Za-z0-9_-]{1,64}$/;

/** A table whose index `created` has all its rows in one partition, in order of time: there are some a day. */
export interface CreatedIndex {
  readonly table: string;
  /** The partition, and what the rows are called in errors. */
  readonly all: string;
  /** The attribute that is the row's id. */
  readonly id: string;
}

/**
 * A page of rows, newest first; those of one principal alone where it is named.
 * @throws ArchiverError `InvalidInput` for a token that is not of ours
 */
export async function pageByCreated(
  documents: DynamoDBDocumentClient,
  { table, all, id }: CreatedIndex,
  limit: number,
  after?: string,
  createdBy?: string,
): Promise<{ items: Item[]; nextToken?: string }> {
  if (after !== undefined && !TOKEN.test(after)) {
    throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours', { details: { field: 'nextToken' } });
  }
  const [createdMs, lastId] = (after ?? '').split('#');
  const page = await inOurWords(`the list of ${all}`, () =>
    documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'created',
        KeyConditionExpression: '#all = :all',
        ...(createdBy === undefined ? {} : { FilterExpression: 'createdBy = :by' }),
        ExpressionAttributeNames: { '#all': 'all' },
        ExpressionAttributeValues: { ':all': all, ...(createdBy === undefined ? {} : { ':by': createdBy }) },
        ScanIndexForward: false,
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: { all, createdMs: Number(createdMs), [id]: lastId } }),
      }),
    ),
  );
  const next = page.LastEvaluatedKey;
  return {
    items: page.Items ?? [],
    ...(next === undefined ? {} : { nextToken: `${next.createdMs}#${next[id]}` }),
  };
}
