import { readFile, rename, writeFile } from 'node:fs/promises';
import type { System } from '../../core/system.ts';
import { DynamoDbFailure, dynamoDbFailure } from './DynamoDbFailure.ts';
import type { ItemStore } from './openStore.ts';

/** DynamoDB's time to live, which dynalite does not have: settings a table, and the sweep. */
export interface TimeToLive {
  update(input: Record<string, unknown>): Promise<Record<string, unknown>>;
  describe(input: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Deletes what has expired by now; gives the count. */
  sweep(): Promise<number>;
  forget(tableName: string): Promise<void>;
}

type Key = Record<string, Record<string, string>>;

/** Documented: items that expired more than five years ago are left alone. */
const OLDEST_SECONDS = 5 * 365.25 * 86_400;

export async function createTimeToLive(
  store: ItemStore,
  system: System,
  settingsPath: string | undefined,
): Promise<TimeToLive> {
  const settings = new Map<string, string>();
  if (settingsPath !== undefined) {
    const text = await readFile(settingsPath, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw error;
    });
    for (const [table, attribute] of Object.entries(JSON.parse(text) as Record<string, string>)) {
      settings.set(table, attribute);
    }
  }

  async function save(): Promise<void> {
    if (settingsPath === undefined) return;
    const draft = `${settingsPath}.${system.random.uuid()}`;
    await writeFile(draft, JSON.stringify(Object.fromEntries(settings)));
    await rename(draft, settingsPath);
  }

  async function keyNames(tableName: string): Promise<string[]> {
    const { Table } = (await store.call('DescribeTable', { TableName: tableName })) as {
      Table: { KeySchema: { AttributeName: string }[] };
    };
    return Table.KeySchema.map((key) => key.AttributeName);
  }

  async function sweepTable(tableName: string, attribute: string): Promise<number> {
    const keys = await keyNames(tableName);
    const now = Math.floor(system.clock.now() / 1000);
    const condition = {
      ExpressionAttributeNames: { '#ttl': attribute },
      ExpressionAttributeValues: { ':now': { N: String(now) }, ':oldest': { N: String(now - OLDEST_SECONDS) } },
    };
    let deleted = 0;
    let from: Key | undefined;
    do {
      const page = (await store.call('Scan', {
        TableName: tableName,
        FilterExpression: '#ttl < :now AND #ttl > :oldest',
        ...condition,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      })) as { Items?: Key[]; LastEvaluatedKey?: Key };
      for (const item of page.Items ?? []) {
        try {
          await store.call('DeleteItem', {
            TableName: tableName,
            Key: Object.fromEntries(keys.map((name) => [name, item[name]])),
            ConditionExpression: '#ttl < :now AND #ttl > :oldest',
            ...structuredClone(condition),
          });
          deleted += 1;
        } catch (error) {
          // Its time was put off between the scan and here.
          if (!(error instanceof DynamoDbFailure && error.name === 'ConditionalCheckFailedException')) throw error;
        }
      }
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return deleted;
  }

  return {
    async update(input) {
      const tableName = String(input.TableName ?? '');
      const wanted = (input.TimeToLiveSpecification ?? {}) as { AttributeName?: string; Enabled?: boolean };
      await keyNames(tableName);
      if (typeof wanted.AttributeName !== 'string' || wanted.AttributeName === '' || wanted.Enabled === undefined) {
        throw dynamoDbFailure('ValidationException', 'TimeToLiveSpecification must hold AttributeName and Enabled');
      }
      const present = settings.get(tableName);
      if (wanted.Enabled === (present !== undefined)) {
        throw dynamoDbFailure(
          'ValidationException',
          `TimeToLive is already ${present === undefined ? 'disabled' : 'enabled'}`,
        );
      }
      if (wanted.Enabled) settings.set(tableName, wanted.AttributeName);
      else settings.delete(tableName);
      await save();
      return { TimeToLiveSpecification: { AttributeName: wanted.AttributeName, Enabled: wanted.Enabled } };
    },
    async describe(input) {
      const tableName = String(input.TableName ?? '');
      await keyNames(tableName);
      const attribute = settings.get(tableName);
      return {
        TimeToLiveDescription:
          attribute === undefined
            ? { TimeToLiveStatus: 'DISABLED' }
            : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
      };
    },
    async sweep() {
      let deleted = 0;
      for (const [tableName, attribute] of [...settings]) deleted += await sweepTable(tableName, attribute);
      return deleted;
    },
    async forget(tableName) {
      if (settings.delete(tableName)) await save();
    },
  };
}
