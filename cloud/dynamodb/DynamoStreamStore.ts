import { type DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ArchiverError } from '../../core/errors.ts';
import type { ServerMs } from '../../core/fragment.ts';
import type { PlanChange, StreamMarks, StreamStore } from '../../core/ports/streamStore.ts';
import type {
  Lease,
  LeaseKind,
  OpenBundle,
  OpenPlan,
  StreamNotes,
  StreamState,
  WantedMinute,
} from '../../core/streams/streamState.ts';
import { wantedId } from '../../core/streams/streamState.ts';
import { inOurWords } from '../awsError.ts';
import { conditionHeld } from './conditionHeld.ts';

/** The item as it stands: plans are maps by id, so that two runs may close different plans at once. */
interface StreamItem {
  readonly streamArn: string;
  readonly streamName: string;
  readonly version: number;
  readonly watermarkMs: ServerMs;
  readonly openPlans: Record<string, OpenPlan>;
  readonly openBundles: Record<string, OpenBundle>;
  readonly leases: Partial<Record<LeaseKind, Lease>>;
  readonly endpoints: Record<string, string>;
  readonly createdMs: ServerMs;
  readonly retentionHours: number;
  readonly describedMs: number;
  readonly dailyPassMs: number;
  readonly newestServerMs?: ServerMs;
  readonly goneMs?: number;
  readonly withdrawnMs?: number;
  readonly noted?: StreamNotes;
  readonly wanted?: Record<string, WantedMinute>;
}

/** The stream's single item in DynamoDB. Every promise about plans rests on the condition of `changePlans`. */
export class DynamoStreamStore implements StreamStore {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async get(streamArn: string): Promise<StreamState | undefined> {
    const { Item } = await inOurWords(`the state of ${streamArn}`, () =>
      this.#documents.send(new GetCommand({ TableName: this.#table, Key: { streamArn }, ConsistentRead: true })),
    );
    return Item === undefined ? undefined : fromItem(Item as StreamItem);
  }

  async want(streamArn: string, minutes: readonly WantedMinute[]): Promise<void> {
    if (minutes.length === 0) return;
    const update = (map: 'there' | 'absent'): Promise<boolean> => {
      const names = Object.fromEntries(minutes.map((minute, index) => [`#m${index}`, wantedId(minute)]));
      const values = Object.fromEntries(minutes.map((minute, index) => [`:m${index}`, minute]));
      const all = Object.fromEntries(minutes.map((minute) => [wantedId(minute), minute]));
      const there = {
        UpdateExpression: `SET ${minutes.map((_, index) => `wanted.#m${index} = :m${index}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(wanted)',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      };
      const absent = {
        UpdateExpression: 'SET wanted = :all',
        ConditionExpression: 'attribute_exists(streamArn) AND attribute_not_exists(wanted)',
        ExpressionAttributeValues: { ':all': all },
      };
      return conditionHeld(`what is wanted of ${streamArn}`, () =>
        this.#documents.send(
          new UpdateCommand({ TableName: this.#table, Key: { streamArn }, ...(map === 'there' ? there : absent) }),
        ),
      );
    };
    // The map is made by whoever wants something first; two at once: the other comes again.
    if ((await update('there')) || (await update('absent')) || (await update('there'))) return;
    throw new ArchiverError('NotFound', `there is no state of ${streamArn}`);
  }

  async settleWanted(streamArn: string, minutes: readonly WantedMinute[]): Promise<void> {
    for (const minute of minutes) {
      await conditionHeld(`what was wanted of ${streamArn}`, () =>
        this.#documents.send(
          new UpdateCommand({
            TableName: this.#table,
            Key: { streamArn },
            UpdateExpression: 'REMOVE wanted.#m',
            ConditionExpression: 'wanted.#m.sinceMs = :since',
            ExpressionAttributeNames: { '#m': wantedId(minute) },
            ExpressionAttributeValues: { ':since': minute.sinceMs },
          }),
        ),
      );
    }
  }

  async create(state: StreamState): Promise<StreamState> {
    const { wanted, ...rest } = state;
    const item: StreamItem = {
      ...rest,
      ...(wanted === undefined ? {} : { wanted: Object.fromEntries(wanted.map((each) => [wantedId(each), each])) }),
      openPlans: byId(state.openPlans),
      openBundles: byId(state.openBundles),
      leases: { ...state.leases },
      endpoints: { ...state.endpoints },
    };
    const put = new PutCommand({
      TableName: this.#table,
      Item: item,
      ConditionExpression: 'attribute_not_exists(streamArn)',
    });
    if (await conditionHeld(`create the state of ${state.streamArn}`, () => this.#documents.send(put))) return state;
    const standing = await this.get(state.streamArn);
    if (standing === undefined) throw new ArchiverError('Conflict', `the state of ${state.streamArn} came and went`);
    return standing;
  }

  async changePlans(streamArn: string, change: PlanChange, expectedVersion?: number): Promise<void> {
    const names: Record<string, string> = {};
    const values: Record<string, unknown> = {};
    const sets: string[] = [];
    const removes: string[] = [];
    const put = (map: string, mark: string, entries: readonly { planId: string }[]): void => {
      entries.forEach((entry, index) => {
        names[`#${mark}${index}`] = entry.planId;
        values[`:${mark}${index}`] = entry;
        sets.push(`${map}.#${mark}${index} = :${mark}${index}`);
      });
    };
    const remove = (map: string, mark: string, ids: readonly string[]): void => {
      ids.forEach((id, index) => {
        names[`#${mark}${index}`] = id;
        removes.push(`${map}.#${mark}${index}`);
      });
    };
    put('openPlans', 'o', change.open ?? []);
    put('openBundles', 'b', change.openBundles ?? []);
    remove('openPlans', 'c', change.close ?? []);
    remove('openBundles', 'd', change.closeBundles ?? []);
    if (sets.length + removes.length === 0 && change.raiseVersion !== true) return;
    // What is closed stands in the ledger first: only what is opened can be missed by whoever plans meanwhile.
    const raises = (change.open ?? []).length > 0 || change.raiseVersion === true;
    if (raises) values[':one'] = 1;

    const conditions = ['attribute_exists(streamArn)'];
    if (expectedVersion !== undefined) {
      conditions.push('version = :expected');
      values[':expected'] = expectedVersion;
    }
    const held = await conditionHeld(`change the plans of ${streamArn}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { streamArn },
          UpdateExpression: [
            sets.length > 0 ? `SET ${sets.join(', ')}` : '',
            removes.length > 0 ? `REMOVE ${removes.join(', ')}` : '',
            raises ? 'ADD version :one' : '',
          ].join(' '),
          ConditionExpression: conditions.join(' AND '),
          ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
          ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
        }),
      ),
    );
    if (!held) throw new ArchiverError('Conflict', `the plans of ${streamArn} have changed since they were read`);
  }

  async takeLease(streamArn: string, kind: LeaseKind, lease: Lease, nowMs: number): Promise<Lease> {
    const taken = await conditionHeld(`take the lease of ${streamArn}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { streamArn },
          UpdateExpression: 'SET leases.#kind = :lease',
          ConditionExpression:
            'attribute_exists(streamArn) AND (attribute_not_exists(leases.#kind) OR leases.#kind.untilMs <= :now OR leases.#kind.runId = :run)',
          ExpressionAttributeNames: { '#kind': kind },
          ExpressionAttributeValues: { ':lease': lease, ':now': nowMs, ':run': lease.runId },
        }),
      ),
    );
    if (taken) return lease;
    const standing = (await this.get(streamArn))?.leases[kind];
    // It was given up between the two calls: the caller comes again.
    return standing ?? { runId: '', executionArn: '', untilMs: nowMs };
  }

  async releaseLease(streamArn: string, kind: LeaseKind, runId: string): Promise<void> {
    await conditionHeld(`release the lease of ${streamArn}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { streamArn },
          UpdateExpression: 'REMOVE leases.#kind',
          ConditionExpression: 'leases.#kind.runId = :run',
          ExpressionAttributeNames: { '#kind': kind },
          ExpressionAttributeValues: { ':run': runId },
        }),
      ),
    );
  }

  async moveWatermark(
    streamArn: string,
    to: ServerMs,
    dailyPassMs?: number,
    newestServerMs?: ServerMs,
  ): Promise<boolean> {
    const move = (newest: ServerMs | undefined): Promise<boolean> =>
      conditionHeld(`move the watermark of ${streamArn}`, () =>
        this.#documents.send(
          new UpdateCommand({
            TableName: this.#table,
            Key: { streamArn },
            UpdateExpression: [
              'SET watermarkMs = :to',
              ...(dailyPassMs === undefined ? [] : ['dailyPassMs = :daily']),
              ...(newest === undefined ? [] : ['newestServerMs = :newest']),
            ].join(', '),
            ConditionExpression: [
              'watermarkMs <= :to',
              ...(newest === undefined ? [] : ['(attribute_not_exists(newestServerMs) OR newestServerMs <= :newest)']),
            ].join(' AND '),
            ExpressionAttributeValues: {
              ':to': to,
              ...(dailyPassMs === undefined ? {} : { ':daily': dailyPassMs }),
              ...(newest === undefined ? {} : { ':newest': newest }),
            },
          }),
        ),
      );
    // One write as a rule. A pass over old footage knows of no newer fragment than stands there: then without it.
    return (await move(newestServerMs)) || (newestServerMs !== undefined && move(undefined));
  }

  async rememberEndpoint(streamArn: string, api: string, url: string): Promise<void> {
    await conditionHeld(`remember an endpoint of ${streamArn}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { streamArn },
          UpdateExpression: 'SET endpoints.#api = :url',
          ConditionExpression: 'attribute_exists(streamArn)',
          ExpressionAttributeNames: { '#api': api },
          ExpressionAttributeValues: { ':url': url },
        }),
      ),
    );
  }

  async rememberDescription(streamArn: string, retentionHours: number, describedMs: number): Promise<void> {
    await conditionHeld(`remember the description of ${streamArn}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { streamArn },
          UpdateExpression: 'SET retentionHours = :hours, describedMs = :at',
          ConditionExpression: 'attribute_exists(streamArn)',
          ExpressionAttributeValues: { ':hours': retentionHours, ':at': describedMs },
        }),
      ),
    );
  }

  async mark(streamArn: string, marks: StreamMarks): Promise<void> {
    const given = Object.entries(marks).filter(([, value]) => value !== undefined);
    const set = given.filter(([, value]) => value !== null);
    const removed = given.filter(([, value]) => value === null);
    if (given.length === 0) return;
    await conditionHeld(`the marks of ${streamArn}`, () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { streamArn },
          UpdateExpression: [
            set.length > 0 ? `SET ${set.map(([name]) => `${name} = :${name}`).join(', ')}` : '',
            removed.length > 0 ? `REMOVE ${removed.map(([name]) => name).join(', ')}` : '',
          ].join(' '),
          ConditionExpression: 'attribute_exists(streamArn)',
          ...(set.length > 0
            ? { ExpressionAttributeValues: Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])) }
            : {}),
        }),
      ),
    );
  }

  async page(after?: string): Promise<{ items: StreamState[]; nextToken?: string }> {
    const page = await inOurWords('the states of streams', () =>
      this.#documents.send(
        new ScanCommand({
          TableName: this.#table,
          ...(after === undefined ? {} : { ExclusiveStartKey: { streamArn: after } }),
        }),
      ),
    );
    const next = page.LastEvaluatedKey?.streamArn as string | undefined;
    return {
      items: (page.Items ?? []).map((item) => fromItem(item as StreamItem)),
      ...(next === undefined ? {} : { nextToken: next }),
    };
  }
}

function byId<T extends { readonly planId: string }>(entries: readonly T[]): Record<string, T> {
  return Object.fromEntries(entries.map((entry) => [entry.planId, entry]));
}

function fromItem({ wanted, ...item }: StreamItem): StreamState {
  return {
    ...item,
    ...(wanted === undefined ? {} : { wanted: Object.values(wanted) }),
    openPlans: Object.values(item.openPlans),
    openBundles: Object.values(item.openBundles),
  };
}
