import type { IndexDefinition, TableDefinition } from './ensureTable.ts';
import type { ItemStore } from './openStore.ts';

interface StoredIndex extends IndexDefinition {
  readonly Backfilling?: boolean;
}

/** Documented: DynamoDB API reference, GlobalSecondaryIndexDescription. */
const empty = (tableArn: unknown, index: IndexDefinition) => ({
  ...index,
  IndexArn: `${String(tableArn)}/index/${index.IndexName}`,
  IndexSizeBytes: 0,
  ItemCount: 0,
  ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
});

/**
 * Gives a table that stands the global indexes that its definition has come to declare since, with the items that are
 * there. Nobody else may use the table meanwhile. One that was cut off is done again.
 */
export async function addIndexes(store: ItemStore, definition: TableDefinition): Promise<void> {
  const { TableName, AttributeDefinitions, GlobalSecondaryIndexes = [] } = definition;
  const described = await store.call('DescribeTable', { TableName });
  const stored = (described.Table as { GlobalSecondaryIndexes?: readonly StoredIndex[] }).GlobalSecondaryIndexes ?? [];
  const missing = GlobalSecondaryIndexes.filter(
    ({ IndexName }) => !stored.some((each) => each.IndexName === IndexName),
  );
  if (missing.length === 0 && !stored.some(({ Backfilling }) => Backfilling === true)) return;
  await store.editTable(TableName, (table) => ({
    ...table,
    AttributeDefinitions: structuredClone(AttributeDefinitions),
    GlobalSecondaryIndexes: [
      ...stored,
      ...missing.map((index) => ({
        ...structuredClone(empty(table.TableArn, index)),
        IndexStatus: 'CREATING',
        Backfilling: true,
      })),
    ],
  }));
  await writeAgain(store, TableName);
  await store.editTable(TableName, (table) => ({
    ...table,
    GlobalSecondaryIndexes: (table.GlobalSecondaryIndexes as StoredIndex[]).map(({ Backfilling: _, ...index }) => ({
      ...index,
      IndexStatus: 'ACTIVE',
    })),
  }));
}

/** An item that is written enters every index that it bears the keys of. */
async function writeAgain(store: ItemStore, TableName: string): Promise<void> {
  let start: unknown;
  do {
    const page = await store.call('Scan', {
      TableName,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    for (const Item of page.Items as Record<string, unknown>[]) await store.call('PutItem', { TableName, Item });
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
