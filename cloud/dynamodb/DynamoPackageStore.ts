import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { ArchiverError } from '../../core/errors.ts';
import type { PackageRecord, PackageSource } from '../../core/packages/Package.ts';
import type { PackageEnd, PackageNotes, PackageStore } from '../../core/ports/packageStore.ts';
import { inOurWords } from '../awsError.ts';
import { conditionHeld } from './conditionHeld.ts';
import { pageByCreated } from './pageByCreated.ts';

/** The index that has them all, in order of time: there are some a day. */
const ALL = 'packages';

const UNDER_WAY = ['SUBMITTED', 'PROGRESSING'];

/** DynamoDB takes what is expired away some time after that second (documented: "Time to Live"). */
const expiresAt = (expiresMs: number): number => Math.ceil(expiresMs / 1000);

/** Packages in DynamoDB, by their id. */
export class DynamoPackageStore implements PackageStore {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async put(record: PackageRecord): Promise<PackageRecord> {
    const doing = `package ${record.packageId}`;
    const isNew = await conditionHeld(doing, () =>
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            ...record,
            all: ALL,
            ...(record.expiresMs === undefined ? {} : { expiresAt: expiresAt(record.expiresMs) }),
          },
          ConditionExpression: 'attribute_not_exists(packageId)',
        }),
      ),
    );
    if (isNew) return record;
    const kept = await this.get(record.packageId);
    if (kept === undefined) throw new ArchiverError('Conflict', `${doing} was taken away while it was written`);
    return kept;
  }

  async get(packageId: string): Promise<PackageRecord | undefined> {
    const { Item } = await inOurWords(`package ${packageId}`, () =>
      this.#documents.send(new GetCommand({ TableName: this.#table, Key: { packageId }, ConsistentRead: true })),
    );
    return Item === undefined ? undefined : fromItem(Item);
  }

  async list(limit: number, after?: string): Promise<{ items: readonly PackageRecord[]; nextToken?: string }> {
    const index = { table: this.#table, all: ALL, id: 'packageId' };
    const page = await pageByCreated(this.#documents, index, limit, after);
    return { ...page, items: page.items.map(fromItem) };
  }

  async submit(
    packageId: string,
    source: PackageSource,
    expiresMs: number | undefined,
  ): Promise<PackageRecord | undefined> {
    const change = {
      source,
      status: 'SUBMITTED',
      ...(expiresMs === undefined ? {} : { expiresMs, expiresAt: expiresAt(expiresMs) }),
    };
    await this.#change(
      packageId,
      ['AWAITING_UPLOAD'],
      change,
      expiresMs === undefined ? ['expiresMs', 'expiresAt'] : [],
    );
    return this.get(packageId);
  }

  async note(packageId: string, notes: PackageNotes): Promise<PackageRecord | undefined> {
    await this.#change(packageId, UNDER_WAY, { ...notes, status: 'PROGRESSING' });
    return this.get(packageId);
  }

  async progress(packageId: string, percent: number): Promise<void> {
    await this.#change(
      packageId,
      UNDER_WAY,
      { percent: Math.min(99, Math.floor(percent)), status: 'PROGRESSING' },
      [],
      {
        onwards: true,
      },
    );
  }

  async end(packageId: string, end: PackageEnd, endedMs: number): Promise<PackageRecord | undefined> {
    const change = { ...end, endedMs, ...(end.status === 'COMPLETE' ? { percent: 100 } : {}) };
    await this.#change(packageId, ['AWAITING_UPLOAD', ...UNDER_WAY], change);
    return this.get(packageId);
  }

  async delete(packageId: string): Promise<void> {
    await inOurWords(`package ${packageId}`, () =>
      this.#documents.send(new DeleteCommand({ TableName: this.#table, Key: { packageId } })),
    );
  }

  /** Sets attributes of a record whose status is one of `from`, and takes others away. */
  async #change(
    packageId: string,
    from: readonly string[],
    change: Readonly<Record<string, unknown>>,
    gone: readonly string[] = [],
    { onwards = false }: { onwards?: boolean } = {},
  ): Promise<void> {
    const set = Object.entries(change).filter(([, value]) => value !== undefined);
    const names = [...set.map(([name]) => name), ...gone, 'status'];
    const remove = gone.length === 0 ? '' : ` REMOVE ${gone.map((name) => `#${name}`).join(', ')}`;
    await conditionHeld(`package ${packageId}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { packageId },
          UpdateExpression: `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}${remove}`,
          ConditionExpression: [
            `#status IN (${from.map((_, index) => `:from${index}`).join(', ')})`,
            ...(onwards ? ['#percent < :percent'] : []),
          ].join(' AND '),
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
            ...Object.fromEntries(from.map((status, index) => [`:from${index}`, status])),
          },
        }),
      ),
    );
  }
}

function fromItem({ all: _all, expiresAt: _expiresAt, ...record }: Record<string, unknown>): PackageRecord {
  return record as unknown as PackageRecord;
}
