import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { inOurWords } from '../awsError.ts';

type Item = Record<string, unknown>;

/** A range of a stream's rows, by the sort key of the table or of an index. */
export interface RowRange {
  readonly streamArn: string;
  readonly by: 'row' | 'gap' | 'changedMs';
  readonly first: string | number;
  readonly last: string | number;
}

/** The rows of a range, a page of DynamoDB's after the other. @throws ArchiverError by the kind of the failure */
export async function* ledgerPages(
  documents: DynamoDBDocumentClient,
  table: string,
  { streamArn, by, first, last }: RowRange,
  query: Partial<QueryCommandInput> = {},
): AsyncGenerator<Item[], void, undefined> {
  let start: Item | undefined;
  do {
    const page = await inOurWords(`the ledger of ${streamArn}`, () =>
      documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'streamArn = :arn AND #by BETWEEN :first AND :last',
          ExpressionAttributeValues: { ':arn': streamArn, ':first': first, ':last': last },
          ...query,
          ExpressionAttributeNames: { '#by': by, ...query.ExpressionAttributeNames },
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      ),
    );
    yield page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
