import { create, type DynaliteStore } from 'dynalite/db/index.js';
import { checkTypes, checkValidations } from 'dynalite/validations/index.js';
import { DynamoDbFailure } from './DynamoDbFailure.ts';
import { DYNALITE_OPERATIONS, type DynaliteOperation } from './dynaliteOperations.ts';

/** dynalite's tables and items, called as functions: no HTTP lies between, so no client can harm it by going away. */
export interface ItemStore {
  /** @throws DynamoDbFailure for every answer that is an error */
  call(operation: DynaliteOperation, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** A table that a crash left half made becomes usable. */
  finishCreation(tableName: string): Promise<void>;
  /** Changes what is kept of a table that stands. */
  editTable(tableName: string, edit: (table: Record<string, unknown>) => Record<string, unknown>): Promise<void>;
  close(): Promise<void>;
}

/** As dynalite throws and passes them. */
interface DynaliteError {
  readonly statusCode?: number;
  readonly body?: Record<string, unknown>;
}

function toFailure(error: unknown): unknown {
  const { statusCode, body } = (error ?? {}) as DynaliteError;
  return statusCode !== undefined && body !== undefined ? new DynamoDbFailure(statusCode, body) : error;
}

/** Opens the LevelDB folder at `path`; in memory where none is given. */
export async function openStore(options: {
  readonly path?: string;
  readonly region: string;
  readonly accountId: string;
}): Promise<ItemStore> {
  const store: DynaliteStore = create({
    ...(options.path === undefined ? {} : { path: options.path }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  store.tableDb.awsRegion = options.region;
  store.tableDb.awsAccountId = options.accountId;
  await store.db.open();

  return {
    call(operation, input) {
      const { action, input: shape } = DYNALITE_OPERATIONS[operation];
      return new Promise((resolve, reject) => {
        try {
          const data = checkTypes(input, shape.types);
          checkValidations(data, shape.types, shape.custom, store);
          action(store, data, (error, result) => {
            if (error) reject(toFailure(error));
            else resolve(result ?? {});
          });
        } catch (error) {
          reject(toFailure(error));
        }
      });
    },
    finishCreation(tableName) {
      return new Promise((resolve, reject) => {
        store.tableDb.get(tableName, (error, table) => {
          if (error || table === undefined || table.TableStatus !== 'CREATING') return resolve();
          const indexes = (table.GlobalSecondaryIndexes ?? []) as Record<string, unknown>[];
          for (const index of indexes) index.IndexStatus = 'ACTIVE';
          table.TableStatus = 'ACTIVE';
          store.tableDb.put(tableName, table, (failure) => (failure ? reject(failure) : resolve()));
        });
      });
    },
    editTable(tableName, edit) {
      return new Promise((resolve, reject) => {
        store.tableDb.get(tableName, (error, table) => {
          if (error || table === undefined) return reject(error ?? new Error(`no table ${tableName}`));
          store.tableDb.put(tableName, edit(table), (failure) => (failure ? reject(failure) : resolve()));
        });
      });
    },
    close() {
      return new Promise((resolve, reject) => {
        store.lifecycleManager.gracefulClose((error) => (error ? reject(error) : resolve()));
      });
    },
  };
}
