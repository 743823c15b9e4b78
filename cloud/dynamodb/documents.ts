import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * The SDK copies each answer for its logger, member by member, and its own logger for nobody does nothing with it: an
 * eighth of a long timeline. A logger that has no `info` is not copied for.
 */
// Whoever looks for credentials calls `debug` of any logger there is.
const logger = { debug: () => undefined, warn: console.warn, error: console.error } as NonNullable<
  DynamoDBClientConfig['logger']
>;

/**
 * The document client that all tables share. Absent members are left out, numbers stay numbers.
 *
 * @param config of another place than the environment's
 */
export function documentClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({ ...config, logger }), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
