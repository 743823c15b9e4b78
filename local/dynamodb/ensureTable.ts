import { ArchiverError } from '../../core/errors.ts';
import { addIndexes } from './addIndexes.ts';
import { DynamoDbFailure } from './DynamoDbFailure.ts';
import type { ItemStore } from './openStore.ts';

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

export interface IndexDefinition {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection?: unknown;
}

/** An `AWS::DynamoDB::Table` with its name. */
export interface TableDefinition {
  readonly TableName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly GlobalSecondaryIndexes?: readonly IndexDefinition[] | undefined;
  readonly LocalSecondaryIndexes?: readonly IndexDefinition[] | undefined;
  readonly TimeToLiveSpecification?: { readonly AttributeName: string; readonly Enabled: boolean } | undefined;
}

/** Keys and indexes in one comparable text; what else a table has may change. Global indexes: those of these names. */
function shapeOf(table: TableDefinition, globals?: readonly IndexDefinition[]): string {
  const types = new Map(table.AttributeDefinitions.map((each) => [each.AttributeName, each.AttributeType]));
  const keys = (schema: readonly KeyElement[]): string =>
    schema.map((key) => `${key.AttributeName}:${types.get(key.AttributeName)}:${key.KeyType}`).join(',');
  const indexes = (list: readonly IndexDefinition[] = []): string =>
    list
      .map((index) => `${index.IndexName}(${keys(index.KeySchema)})`)
      .sort()
      .join(';');
  const among = table.GlobalSecondaryIndexes?.filter(
    ({ IndexName }) => globals === undefined || globals.some((each) => each.IndexName === IndexName),
  );
  return `keys ${keys(table.KeySchema)}; global ${indexes(among)}; local ${indexes(table.LocalSecondaryIndexes)}`;
}

const withoutNothing = (input: Record<string, unknown>): Record<string, unknown> =>
  structuredClone(Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)));

async function describe(store: ItemStore, tableName: string): Promise<TableDefinition | undefined> {
  try {
    return (await store.call('DescribeTable', { TableName: tableName })).Table as TableDefinition;
  } catch (error) {
    if (error instanceof DynamoDbFailure && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/**
 * Makes the table, always on demand; finds it again after a restart, also after a crash in the middle of making it. A
 * global index that is declared since then is added.
 *
 * @throws ArchiverError Conflict when a table of that name has other keys or indexes
 */
export async function ensureTable(
  store: ItemStore,
  call: (operation: string, input: Record<string, unknown>) => Promise<Record<string, unknown>>,
  definition: TableDefinition,
): Promise<void> {
  const { TableName } = definition;
  const present = await describe(store, TableName);
  if (present === undefined) {
    await store.call(
      'CreateTable',
      withoutNothing({
        TableName,
        KeySchema: definition.KeySchema,
        AttributeDefinitions: definition.AttributeDefinitions,
        GlobalSecondaryIndexes: definition.GlobalSecondaryIndexes,
        LocalSecondaryIndexes: definition.LocalSecondaryIndexes,
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
  } else if (shapeOf(present) !== shapeOf(definition, present.GlobalSecondaryIndexes ?? [])) {
    throw new ArchiverError(
      'Conflict',
      `table ${TableName} in the data folder has other keys or indexes than serverless.yml declares: ` +
        `stored ${shapeOf(present)}, declared ${shapeOf(definition)}; use another data folder`,
    );
  }
  await store.finishCreation(TableName);
  if (present !== undefined) await addIndexes(store, definition);
  const wanted = definition.TimeToLiveSpecification;
  if (wanted?.Enabled === true) {
    const { TimeToLiveDescription } = (await call('DescribeTimeToLive', { TableName })) as {
      TimeToLiveDescription: { TimeToLiveStatus: string };
    };
    if (TimeToLiveDescription.TimeToLiveStatus === 'DISABLED') {
      await call('UpdateTimeToLive', { TableName, TimeToLiveSpecification: wanted });
    }
  }
}
