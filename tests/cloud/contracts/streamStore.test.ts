import { DynamoEnrolmentStore } from '../../../cloud/dynamodb/DynamoEnrolmentStore.ts';
import { DynamoStreamStore } from '../../../cloud/dynamodb/DynamoStreamStore.ts';
import { producerMs, serverMs } from '../../../core/fragment.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import { enrolmentSettings } from '../../../core/streams/enrolment.ts';
import type { OpenPlan, StreamState } from '../../../core/streams/streamState.ts';
import { MemoryEnrolmentStore, MemoryStreamStore } from '../../simulation/memory/MemoryStreamStore.ts';
import { openTables } from './localServices.ts';

const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/1795258557663';
const state: StreamState = {
  streamArn: ARN,
  streamName: 'door',
  version: 1,
  watermarkMs: serverMs(1000),
  openPlans: [],
  openBundles: [],
  leases: {},
  endpoints: {},
  createdMs: serverMs(500),
  retentionHours: 24,
  describedMs: 2000,
  dailyPassMs: 2000,
};
const plan = (id: string): OpenPlan => ({
  planId: planIdOf(id),
  fragments: 3,
  startProducerMs: producerMs(1),
  endProducerMs: producerMs(2),
  openedMs: 3,
  runId: 'run',
});

// One suite for the real store and for the one that simulations run on: what they show of one holds for the other.
describe.each(['DynamoDB', 'memory'])('the stream store in %s', (kind) => {
  let streams: StreamStore;
  let enrolments: EnrolmentStore;
  let close: () => Promise<void>;

  beforeEach(async () => {
    if (kind === 'memory') {
      [streams, enrolments, close] = [new MemoryStreamStore(), new MemoryEnrolmentStore(), async () => undefined];
    } else {
      const tables = await openTables();
      streams = new DynamoStreamStore(tables.documents, 'StreamsTable');
      enrolments = new DynamoEnrolmentStore(tables.documents, 'EnrolmentsTable');
      close = tables.close;
    }
    await streams.create(state);
  });

  afterEach(() => close());

  it('raises the version by itself: what was planned before is not recorded', async () => {
    await streams.create(state);
    await streams.changePlans(ARN, { raiseVersion: true });

    expect((await streams.get(ARN))?.version).toBe(2);
    await expect(streams.changePlans(ARN, { open: [plan('a')] }, 1)).rejects.toMatchObject({ name: 'Conflict' });
  });

  it('keeps the item that stands', async () => {
    const standing = await streams.create({ ...state, watermarkMs: serverMs(9999) });

    expect(standing).toEqual(state);
    expect(await streams.get(ARN)).toEqual(state);
    expect(await streams.get('another')).toBeUndefined();
  });

  it('opens plans only on the version that was read', async () => {
    await streams.changePlans(ARN, { open: [plan('a'), plan('b')] }, 1);

    await expect(streams.changePlans(ARN, { open: [plan('c')] }, 1)).rejects.toMatchObject({ name: 'Conflict' });
    expect(await streams.get(ARN)).toEqual({ ...state, version: 2, openPlans: [plan('a'), plan('b')] });
  });

  it('lets one of many planners win', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => streams.changePlans(ARN, { open: [plan(`p${index}`)] }, 1)),
    );

    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await streams.get(ARN))?.openPlans).toHaveLength(1);
  });

  it('swaps a plan for its parts and its bundles in one update, and closing again is fine', async () => {
    await streams.changePlans(ARN, { open: [plan('whole')] }, 1);
    const bundle = { planId: planIdOf('left'), row: 'p#1' };

    await streams.changePlans(ARN, {
      close: [planIdOf('whole')],
      open: [plan('left'), plan('right')],
      openBundles: [bundle],
    });
    await streams.changePlans(ARN, { close: [planIdOf('whole')] });

    const after = await streams.get(ARN);
    expect(after?.openPlans.map(({ planId }) => planId).sort()).toEqual(['left', 'right']);
    expect(after?.openBundles).toEqual([bundle]);
    // Twice something was opened; to close is nothing that a planner could miss.
    expect(after?.version).toBe(3);
    await streams.changePlans(ARN, { closeBundles: [planIdOf('left')] });
    expect((await streams.get(ARN))?.openBundles).toEqual([]);
  });

  it('refuses to change the plans of a stream that has no item', async () => {
    await expect(streams.changePlans('another', { open: [plan('a')] })).rejects.toMatchObject({ name: 'Conflict' });
  });

  it('gives a lease to one run at a time, and to the next when it is over or given up', async () => {
    const lease = (runId: string, untilMs: number) => ({ runId, executionArn: `arn:${runId}`, untilMs });
    expect(await streams.takeLease(ARN, 'live', lease('one', 100), 10)).toEqual(lease('one', 100));
    expect(await streams.takeLease(ARN, 'live', lease('two', 200), 50)).toEqual(lease('one', 100));
    expect(await streams.takeLease(ARN, 'range', lease('two', 200), 50)).toEqual(lease('two', 200));
    expect(await streams.takeLease(ARN, 'live', lease('one', 300), 60)).toEqual(lease('one', 300));
    expect(await streams.takeLease(ARN, 'live', lease('two', 400), 300)).toEqual(lease('two', 400));

    await streams.releaseLease(ARN, 'live', 'one');
    expect((await streams.get(ARN))?.leases.live).toEqual(lease('two', 400));
    await streams.releaseLease(ARN, 'live', 'two');
    expect((await streams.get(ARN))?.leases.live).toBeUndefined();
  });

  it('moves the watermark forward only', async () => {
    expect(await streams.moveWatermark(ARN, serverMs(5000), 7)).toBe(true);
    expect(await streams.moveWatermark(ARN, serverMs(4000))).toBe(false);
    expect(await streams.get(ARN)).toMatchObject({ watermarkMs: 5000, dailyPassMs: 7, version: 1 });
  });

  it('notes the newest fragment in the same write, forward only, and never at the expense of the watermark', async () => {
    expect(await streams.moveWatermark(ARN, serverMs(5000), undefined, serverMs(4500))).toBe(true);
    // A pass over old footage: the watermark moves on, the newest fragment stays.
    expect(await streams.moveWatermark(ARN, serverMs(6000), 9, serverMs(3000))).toBe(true);
    expect(await streams.get(ARN)).toMatchObject({ watermarkMs: 6000, dailyPassMs: 9, newestServerMs: 4500 });
    expect(await streams.moveWatermark(ARN, serverMs(5500), undefined, serverMs(5400))).toBe(false);
    expect(await streams.moveWatermark(ARN, serverMs(7000))).toBe(true);
    expect(await streams.get(ARN)).toMatchObject({ watermarkMs: 7000, newestServerMs: 4500 });
  });

  it('sets marks and takes them away, beside the plans and their version', async () => {
    await streams.mark(ARN, { goneMs: 1, withdrawnMs: 2, noted: { silentSinceMs: 3 } });
    await streams.mark(ARN, { goneMs: null, noted: { caughtUpMs: 4 } });
    await streams.mark(ARN, {});
    await streams.mark('another', { goneMs: 1 });

    expect(await streams.get(ARN)).toEqual({ ...state, withdrawnMs: 2, noted: { caughtUpMs: 4 } });
    expect(await streams.get('another')).toBeUndefined();
  });

  it('goes through all streams, in pages', async () => {
    const arns = [
      ARN,
      ...['a', 'b', 'c', 'd'].map((name) => `arn:aws:kinesisvideo:us-east-1:000000000000:stream/${name}/1`),
    ];
    for (const streamArn of arns) await streams.create({ ...state, streamArn });
    await streams.changePlans(ARN, { open: [plan('p')] }, 1);
    const found: StreamState[] = [];
    let after: string | undefined;
    do {
      const page = await streams.page(after);
      found.push(...page.items);
      after = page.nextToken;
    } while (after !== undefined);

    expect(found.map(({ streamArn }) => streamArn).sort()).toEqual([...arns].sort());
    expect(found.find(({ streamArn }) => streamArn === ARN)?.openPlans).toEqual([plan('p')]);
  });

  it('remembers endpoints and descriptions', async () => {
    await streams.rememberEndpoint(ARN, 'GET_CLIP', 'https://b-1.example');
    await streams.rememberDescription(ARN, 48, 9000);

    expect(await streams.get(ARN)).toMatchObject({
      endpoints: { GET_CLIP: 'https://b-1.example' },
      retentionHours: 48,
      describedMs: 9000,
    });
  });

  it('keeps enrolments by name, in pages', async () => {
    const enrolment = (streamName: string) => ({
      streamName,
      streamArn: ARN,
      settings: enrolmentSettings.parse({}),
      createdMs: 1,
      updatedMs: 1,
    });
    for (const name of ['a', 'b', 'c']) await enrolments.put(enrolment(name));
    await enrolments.setArn('b', 'arn:new');
    await enrolments.setArn('nobody', 'arn:new');
    await enrolments.delete('c');

    expect(await enrolments.get('b')).toEqual({ ...enrolment('b'), streamArn: 'arn:new' });
    expect(await enrolments.get('nobody')).toBeUndefined();
    const names: string[] = [];
    let after: string | undefined;
    do {
      const page = await enrolments.list(1, after);
      names.push(...page.items.map(({ streamName }) => streamName));
      after = page.nextToken;
    } while (after !== undefined);
    expect(names.sort()).toEqual(['a', 'b']);
  });
});
