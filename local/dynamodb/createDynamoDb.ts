import { mkdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { System } from '../../core/system.ts';
import { RequestTooLarge, readBody } from '../gateway/readBody.ts';
import type { LocalService } from '../service.ts';
import { type ConsumedUnits, consumedUnits, consumesUnits } from './consumedUnits.ts';
import { DynamoDbFailure } from './DynamoDbFailure.ts';
import { DYNALITE_OPERATIONS, type DynaliteOperation } from './dynaliteOperations.ts';
import { ensureTable, type TableDefinition } from './ensureTable.ts';
import { withOldItem } from './oldItem.ts';
import { openStore } from './openStore.ts';
import { createTimeToLive } from './timeToLive.ts';

export interface DynamoDbOptions {
  /** Folder of the tables; in memory where none is given. */
  readonly dataDir?: string;
  readonly system: System;
  readonly region: string;
  readonly accountId: string;
  /** How often expired items are swept. DynamoDB itself promises "within a few days". */
  readonly sweepEveryMs?: number;
  /** Told of the request units of each call that a client makes. */
  readonly onUnits?: (request: IncomingMessage, operation: string, units: ConsumedUnits) => void;
}

export interface LocalDynamoDb extends LocalService {
  /** Any operation, in process. @throws DynamoDbFailure */
  call(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Makes a table that the template declares, or finds it as it was made. */
  ensureTable(definition: TableDefinition): Promise<void>;
  /** Deletes what has expired; gives the count. */
  sweep(): Promise<number>;
}

/** Documented: DynamoDB API reference, common errors; 16 MB is the largest request of any operation. */
const REQUEST_LIMIT_BYTES = 16 * 1024 * 1024;
const DEFAULT_SWEEP_MS = 60_000;

const isDynaliteOperation = (name: string): name is DynaliteOperation => Object.hasOwn(DYNALITE_OPERATIONS, name);

/** Continuous backups are on and need nothing done: there is a copy of the folder for that. */
const CONTINUOUS_BACKUPS = {
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
  },
};

/** DynamoDB on the embedded stack: dynalite on LevelDB, with what it lacks around it. */
export async function createDynamoDb(options: DynamoDbOptions): Promise<LocalDynamoDb> {
  const { dataDir, system } = options;
  if (dataDir !== undefined) await mkdir(dataDir, { recursive: true });
  const store = await openStore({
    ...options,
    ...(dataDir === undefined ? {} : { path: join(dataDir, 'tables') }),
  });
  const timeToLive = await createTimeToLive(
    store,
    system,
    dataDir === undefined ? undefined : join(dataDir, 'timeToLive.json'),
  );
  const closing = new AbortController();

  async function call(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    if (operation === 'UpdateTimeToLive') return timeToLive.update(input);
    if (operation === 'DescribeTimeToLive') return timeToLive.describe(input);
    if (operation === 'DescribeContinuousBackups' || operation === 'UpdateContinuousBackups') {
      await store.call('DescribeTable', { TableName: input.TableName });
      return CONTINUOUS_BACKUPS;
    }
    if (!isDynaliteOperation(operation)) {
      throw new DynamoDbFailure(400, {
        __type: 'com.amazon.coral.service#UnknownOperationException',
        message: `${operation} is not available on the embedded stack`,
      });
    }
    const wantsOldItem = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    const original = wantsOldItem ? structuredClone(input) : input;
    try {
      const result = await store.call(operation, input);
      if (operation === 'DeleteTable') await timeToLive.forget(String(original.TableName));
      return result;
    } catch (error) {
      if (wantsOldItem && error instanceof DynamoDbFailure && error.name === 'ConditionalCheckFailedException') {
        throw new DynamoDbFailure(error.statusCode, await withOldItem(store, original, error));
      }
      throw error;
    }
  }

  /** Calls, and tells of the units that it took; the client sees them only where it asked. */
  async function measured(
    request: IncomingMessage,
    operation: string,
    input: Record<string, unknown>,
  ): Promise<Record<string, unknown>> {
    if (options.onUnits === undefined || !consumesUnits(operation) || input.ReturnConsumedCapacity !== undefined) {
      return call(operation, input);
    }
    try {
      const result = await call(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' });
      options.onUnits(request, operation, consumedUnits(operation, result));
      const { ConsumedCapacity: _, ...body } = result;
      return body;
    } catch (error) {
      if (error instanceof DynamoDbFailure && error.name === 'ConditionalCheckFailedException') {
        options.onUnits(request, operation, consumedUnits(operation, undefined));
      }
      throw error;
    }
  }

  async function sweepForEver(): Promise<void> {
    for (;;) {
      await system.clock.sleep(options.sweepEveryMs ?? DEFAULT_SWEEP_MS, closing.signal);
      await timeToLive.sweep();
    }
  }
  /** Why the sweep has ended before its time; told when the service closes. */
  let sweepFailure: unknown;
  const sweeping = sweepForEver().catch((error: unknown) => {
    if (!closing.signal.aborted) sweepFailure = error;
  });

  async function answer(request: IncomingMessage): Promise<{ status: number; body: Record<string, unknown> }> {
    try {
      const text = (await readBody(request, REQUEST_LIMIT_BYTES)).toString('utf8');
      const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      let input: unknown;
      try {
        input = JSON.parse(text);
      } catch {
        throw new DynamoDbFailure(400, { __type: 'com.amazon.coral.service#SerializationException' });
      }
      if (typeof input !== 'object' || input === null || Array.isArray(input)) {
        throw new DynamoDbFailure(400, { __type: 'com.amazon.coral.service#SerializationException' });
      }
      return { status: 200, body: await measured(request, operation, input as Record<string, unknown>) };
    } catch (error) {
      if (error instanceof DynamoDbFailure) return { status: error.statusCode, body: error.body };
      if (error instanceof RequestTooLarge) {
        return { status: 413, body: { __type: 'com.amazon.coral.service#RequestEntityTooLargeException' } };
      }
      throw error;
    }
  }

  return {
    name: 'dynamodb',
    call,
    ensureTable: (definition) => ensureTable(store, call, definition),
    sweep: () => timeToLive.sweep(),
    async handle(request, response) {
      const { status, body } = await answer(request);
      const text = JSON.stringify(body);
      response.writeHead(status, {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': Buffer.byteLength(text),
        'x-amzn-requestid': system.random.uuid(),
        'x-amz-crc32': String(crc32(text)),
      });
      response.end(text);
    },
    async close() {
      closing.abort();
      await sweeping;
      await store.close();
      if (sweepFailure !== undefined) throw sweepFailure;
    },
  };
}
