import type { DynamoDbFailure } from './DynamoDbFailure.ts';
import type { ItemStore } from './openStore.ts';

/**
 * The body of a failed condition with the item that stood in its way, where the caller asked for it
 * (`ReturnValuesOnConditionCheckFailure: ALL_OLD`; dynalite ignores the parameter). The item is read just after the
 * check: it may be a later one than that which failed it, never an earlier one.
 */
export async function withOldItem(
  store: ItemStore,
  input: Record<string, unknown>,
  failure: DynamoDbFailure,
): Promise<Readonly<Record<string, unknown>>> {
  const { Table } = (await store.call('DescribeTable', { TableName: input.TableName })) as {
    Table: { KeySchema: { AttributeName: string }[] };
  };
  const source = (input.Key ?? input.Item) as Record<string, unknown>;
  const key = Object.fromEntries(Table.KeySchema.map(({ AttributeName }) => [AttributeName, source[AttributeName]]));
  const { Item } = await store.call('GetItem', { TableName: input.TableName, Key: key, ConsistentRead: true });
  return Item === undefined ? failure.body : { ...failure.body, Item };
}
