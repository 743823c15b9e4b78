import { serverMs } from '../../../core/fragment.ts';
import type { OpenGap } from '../../../core/ledger/ledgerRow.ts';
import { measureFleet } from '../../../core/observe/fleet.ts';
import { METRICS } from '../../../core/observe/metrics.ts';
import { enrolmentSettings } from '../../../core/streams/enrolment.ts';
import type { OpenPlan, StreamState } from '../../../core/streams/streamState.ts';
import { observeFleet } from '../../../functions/fleet/steps/observeFleet.ts';
import { MemoryEnrolmentStore, MemoryStreamStore } from '../../simulation/memory/MemoryStreamStore.ts';
import { streamState } from './streamState.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 21, 12);

/** Streams, and an observer of them. */
class Fleet {
  readonly streams = new MemoryStreamStore();
  readonly enrolments = new MemoryEnrolmentStore();
  readonly told: string[] = [];
  readonly logged: string[] = [];
  gaps: OpenGap[] = [];
  now = START;
  /** Thrown by the next event. */
  refuses: Error | undefined;

  async add(streamName: string, settings: object = {}, enrolledMs = START - 100 * HOUR): Promise<void> {
    const streamArn = arnOf(streamName);
    const parsed = enrolmentSettings.parse(settings);
    await this.enrolments.put({
      streamName,
      streamArn,
      settings: parsed,
      createdMs: enrolledMs,
      updatedMs: enrolledMs,
    });
    await this.streams.create(streamState({ streamName, streamArn }));
    this.change(streamName, { watermarkMs: serverMs(START - MINUTE), newestServerMs: serverMs(START - 2 * MINUTE) });
  }

  change(streamName: string, change: Partial<StreamState>): void {
    const state = this.streams.items.get(arnOf(streamName));
    if (state === undefined) throw new Error(`no ${streamName}`);
    this.streams.items.set(state.streamArn, { ...state, ...change });
  }

  observe() {
    const { gaps } = this;
    return observeFleet({
      enrolments: this.enrolments,
      streams: this.streams,
      ledger: {
        async *openGaps() {
          yield* gaps;
        },
      },
      events: {
        publish: async (type, { streamName }) => {
          if (this.refuses !== undefined) throw this.refuses;
          this.told.push(`${String(streamName)}: ${type}`);
        },
      },
      clock: { now: () => this.now, sleep: async () => undefined },
      expectations: { settleMs: MINUTE, intervalMs: 100_000, periodMs: 5 * MINUTE },
      log: (message, { streamName }) => this.logged.push(`${String(streamName)}: ${message}`),
    });
  }

  /** What was told since it was last asked for. */
  news(): string[] {
    return this.told.splice(0).sort();
  }
}

const arnOf = (streamName: string) => `arn:aws:kinesisvideo:us-east-1:000000000000:stream/${streamName}/1`;

test('counts streams by how they fare', async () => {
  const fleet = new Fleet();
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await fleet.add(name);
  await fleet.add('paused', { enabled: false });
  await fleet.add('new', {}, START - HOUR);
  fleet.change('b', { watermarkMs: serverMs(START - 2 * HOUR), openPlans: [plan(3 * HOUR), plan(HOUR)] });
  fleet.change('c', { newestServerMs: serverMs(START - HOUR) });
  fleet.change('d', { goneMs: START - HOUR, watermarkMs: serverMs(START - 50 * HOUR) });
  fleet.change('e', { watermarkMs: serverMs(START - 20 * HOUR), openBundles: [{ planId: plan(1).planId, row: 'p' }] });
  fleet.change('paused', { watermarkMs: serverMs(START - 90 * HOUR) });
  fleet.change('new', { watermarkMs: serverMs(START - 22 * HOUR) });
  // Streams that nobody archives any more do not count, nor do their gaps.
  await fleet.streams.create(streamState({ streamArn: arnOf('withdrawn'), streamName: 'withdrawn' }));
  fleet.gaps = ['a', 'a', 'b', 'withdrawn'].map((name) => gap(name));

  const observation = await fleet.observe();

  expect(observation).toEqual({
    streams: 8,
    paused: 1,
    deleted: 1,
    catchingUp: 1,
    behind: 2,
    silent: 1,
    losingSoon: 1,
    oldestWatermarkAgeMs: 20 * HOUR - 100_000,
    openPlans: 2,
    oldestOpenPlanAgeMs: 3 * HOUR,
    openBundles: 1,
    openGaps: 3,
    told: 4,
    untold: 0,
  });
  expect(fleet.news()).toEqual([
    'b: Stream Behind',
    'c: Stream Silent',
    'd: Stream Deleted',
    'e: Stream Behind',
    'e: Stream Losing Soon',
  ]);
  expect(fleet.logged).toHaveLength(5);
});

test('a change is told once, and again when it is over', async () => {
  const fleet = new Fleet();
  await fleet.add('door');
  const at = (minutes: number, newestMinutes: number) => {
    fleet.now = START + minutes * MINUTE;
    fleet.change('door', {
      watermarkMs: serverMs(fleet.now),
      newestServerMs: serverMs(START + newestMinutes * MINUTE),
    });
    return fleet.observe();
  };

  await at(0, 0);
  expect(fleet.news()).toEqual([]);
  await at(16, 0);
  expect(fleet.news()).toEqual(['door: Stream Silent']);
  await at(21, 0);
  expect(fleet.news()).toEqual([]);
  await at(26, 26);
  expect(fleet.news()).toEqual(['door: Stream Sending']);
  await at(31, 31);
  expect(fleet.news()).toEqual([]);

  // The archive stands still: the stream is behind, and nothing is said of its camera.
  fleet.now = START + 90 * MINUTE;
  await fleet.observe();
  expect(fleet.news()).toEqual(['door: Stream Behind']);
  await at(95, 95);
  expect(fleet.news()).toEqual(['door: Stream Caught Up']);
});

test('nobody hears of a paused stream until it is resumed', async () => {
  const fleet = new Fleet();
  await fleet.add('door');
  await fleet.observe();
  const enrolment = await fleet.enrolments.get('door');
  if (enrolment === undefined) throw new Error('not enrolled');
  const pause = (enabled: boolean, updatedMs: number) =>
    fleet.enrolments.put({ ...enrolment, settings: { ...enrolment.settings, enabled }, updatedMs });

  await pause(false, START);
  fleet.now = START + 30 * HOUR;
  await fleet.observe();
  expect(fleet.news()).toEqual([]);

  await pause(true, fleet.now);
  await fleet.observe();
  expect(fleet.news()).toEqual(['door: Stream Losing Soon']);
  fleet.now += 20 * MINUTE;
  await fleet.observe();
  expect(fleet.news()).toEqual(['door: Stream Behind']);
});

test('a stream that is gone from KVS is told of once, and that it is back, too', async () => {
  const fleet = new Fleet();
  await fleet.add('door');
  await fleet.observe();
  fleet.change('door', { goneMs: START });

  await fleet.observe();
  await fleet.observe();
  expect(fleet.news()).toEqual(['door: Stream Deleted']);

  await fleet.streams.mark(arnOf('door'), { goneMs: null });
  await fleet.observe();
  await fleet.streams.mark(arnOf('door'), { goneMs: START });
  await fleet.observe();
  expect(fleet.news()).toEqual(['door: Stream Deleted']);
});

test('what could not be told is told by the next observation', async () => {
  const fleet = new Fleet();
  await fleet.add('door');
  fleet.change('door', { newestServerMs: serverMs(START - HOUR) });
  fleet.refuses = new Error('no bus');

  await expect(fleet.observe()).rejects.toThrow('no bus');
  fleet.refuses = undefined;
  await fleet.observe();

  expect(fleet.news()).toEqual(['door: Stream Silent']);
});

test('when very many change together, the rest is told by the next observations', async () => {
  const fleet = new Fleet();
  for (let i = 0; i < 2100; i++) {
    await fleet.add(`s${i}`);
    fleet.change(`s${i}`, { newestServerMs: serverMs(START - HOUR) });
  }
  // Pages of the simulation are short; a page of DynamoDB holds a thousand.
  fleet.streams.page = async () => ({ items: [...fleet.streams.items.values()] });

  const observations = [await fleet.observe(), await fleet.observe(), await fleet.observe()];

  expect(observations.map(({ silent, told, untold }) => [silent, told, untold])).toEqual([
    [2100, 2000, 100],
    [2100, 100, 0],
    [2100, 0, 0],
  ]);
  expect(new Set(fleet.told).size).toBe(2100);
});

test('50,000 streams of which nothing is to be told cost reading them, and no write and no event', async () => {
  const fleet = new Fleet();
  const settings = enrolmentSettings.parse({});
  const names = Array.from({ length: 50_000 }, (_, index) => `s${index}`);
  const watermarkMs = serverMs(START - MINUTE);
  const states = names.map((streamName) =>
    streamState({
      streamName,
      streamArn: arnOf(streamName),
      watermarkMs,
      newestServerMs: watermarkMs,
      noted: { caughtUpMs: 1 },
    }),
  );
  const enrolments = states.map(({ streamName, streamArn }) => {
    const enrolledMs = START - 100 * HOUR;
    return { streamName, streamArn, settings, createdMs: enrolledMs, updatedMs: enrolledMs };
  });
  const calls = { list: 0, page: 0, mark: 0 };
  const pageOf = <T>(all: readonly T[], size: number, after = '0') => {
    const end = Number(after) + size;
    return { items: all.slice(Number(after), end), ...(end < all.length ? { nextToken: String(end) } : {}) };
  };
  fleet.enrolments.list = async (size, after) => {
    calls.list++;
    return pageOf(enrolments, size, after);
  };
  fleet.streams.page = async (after) => {
    calls.page++;
    // 1 MB of items.
    return pageOf(states, 700, after);
  };
  fleet.streams.mark = async () => {
    calls.mark++;
  };

  const observation = await fleet.observe();

  expect(observation).toMatchObject({ streams: 50_000, behind: 0, silent: 0, told: 0, untold: 0 });
  expect(calls).toEqual({ list: 50, page: 72, mark: 0 });
  expect(fleet.told).toEqual([]);
});

test('an empty fleet is measured too: an alarm that was raised must hear that it is over', async () => {
  const measured = measureFleet(await new Fleet().observe());

  expect(measured.map(({ value }) => value)).toEqual(measured.map(() => 0));
  expect(measured.every(({ name }) => Object.hasOwn(METRICS, name))).toBe(true);
});

const plan = (ageMs: number) => ({ planId: `plan-${ageMs}`, openedMs: START - ageMs }) as unknown as OpenPlan;
const gap = (streamName: string): OpenGap => ({ streamArn: arnOf(streamName), streamName, expiresMs: 0, nextTryMs: 0 });
