import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ArchiverError } from '../../core/errors.ts';
import type { ExportPlan, ExportRecord, FinishedFile } from '../../core/exports/Export.ts';
import type { ExportEnd, ExportStore } from '../../core/ports/exportStore.ts';
import { inOurWords } from '../awsError.ts';
import { conditionHeld } from './conditionHeld.ts';
import { pageByCreated } from './pageByCreated.ts';

/** The index that has them all, in order of time: there are some a day. */
const ALL = 'exports';

/** Exports in DynamoDB, by their id. */
export class DynamoExportStore implements ExportStore {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async put(record: ExportRecord): Promise<ExportRecord> {
    const doing = `export ${record.exportId}`;
    const isNew = await conditionHeld(doing, () =>
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          // DynamoDB takes what is expired away some time after that second (documented: "Time to Live").
          Item: { ...record, all: ALL, expiresAt: Math.ceil(record.expiresMs / 1000) },
          ConditionExpression: 'attribute_not_exists(exportId)',
        }),
      ),
    );
    if (isNew) return record;
    const kept = await this.get(record.exportId);
    if (kept === undefined) throw new ArchiverError('Conflict', `${doing} was taken away while it was written`);
    return kept;
  }

  async get(exportId: string): Promise<ExportRecord | undefined> {
    const { Item } = await inOurWords(`export ${exportId}`, () =>
      this.#documents.send(new GetCommand({ TableName: this.#table, Key: { exportId }, ConsistentRead: true })),
    );
    return Item === undefined ? undefined : fromItem(Item);
  }

  async list(limit: number, after?: string): Promise<{ items: readonly ExportRecord[]; nextToken?: string }> {
    const index = { table: this.#table, all: ALL, id: 'exportId' };
    const page = await pageByCreated(this.#documents, index, limit, after);
    return { ...page, items: page.items.map(fromItem) };
  }

  async begin(exportId: string, plan: ExportPlan): Promise<ExportRecord | undefined> {
    await this.#change(exportId, 'SET #plan = :plan, #status = :running', '#status = :queued', {
      names: { '#plan': 'plan' },
      values: { ':plan': plan, ':running': 'RUNNING', ':queued': 'QUEUED' },
    });
    return this.get(exportId);
  }

  async noteCopied(exportId: string, batch: string, bytes: number): Promise<void> {
    await this.#change(exportId, 'SET copied.#batch = :bytes', '#status = :running', {
      names: { '#batch': batch },
      values: { ':bytes': bytes, ':running': 'RUNNING' },
    });
  }

  async noteFinished(exportId: string, file: number, finished: FinishedFile): Promise<void> {
    await this.#change(exportId, 'SET finished.#file = :finished', '#status = :running', {
      names: { '#file': String(file) },
      values: { ':finished': finished, ':running': 'RUNNING' },
    });
  }

  async end(exportId: string, end: ExportEnd, endedMs: number): Promise<ExportRecord | undefined> {
    const open = '#status IN (:queued, :running)';
    const isCancel = end.status === 'CANCELED';
    await this.#change(
      exportId,
      `SET #status = :status, endedMs = :ended${end.status === 'ERROR' ? ', #error = :error' : ''}`,
      isCancel ? '#status IN (:queued, :running, :complete)' : open,
      {
        names: end.status === 'ERROR' ? { '#error': 'error' } : {},
        values: {
          ':status': end.status,
          ':ended': endedMs,
          ':queued': 'QUEUED',
          ':running': 'RUNNING',
          ...(isCancel ? { ':complete': 'COMPLETE' } : {}),
          ...(end.status === 'ERROR' ? { ':error': end.error } : {}),
        },
      },
    );
    return this.get(exportId);
  }

  async #change(
    exportId: string,
    expression: string,
    condition: string,
    { names, values }: { names: Record<string, string>; values: Record<string, unknown> },
  ): Promise<void> {
    await conditionHeld(`export ${exportId}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { exportId },
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#status': 'status', ...names },
          ExpressionAttributeValues: values,
        }),
      ),
    );
  }
}

function fromItem({ all: _all, expiresAt: _expiresAt, ...record }: Record<string, unknown>): ExportRecord {
  return record as unknown as ExportRecord;
}
