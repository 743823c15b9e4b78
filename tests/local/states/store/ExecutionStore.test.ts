import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryEvent } from '../../../../local/states/interpreter/HistoryEvent.ts';
import type { MapRunProgress } from '../../../../local/states/interpreter/map/MapRun.ts';
import { ExecutionStore } from '../../../../local/states/store/ExecutionStore.ts';

const DAY = 24 * 3_600_000;
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:archive';
const record = (name: string, startMs: number) => ({
  executionArn: `${MACHINE.replace('stateMachine', 'execution')}:${name}`,
  name,
  stateMachineArn: MACHINE,
  roleArn: 'role',
  startMs,
  input: '{}',
});
const event = (id: number): HistoryEvent => ({ id, previousEventId: id - 1, timestamp: 5, type: 'PassStateEntered' });

describe('ExecutionStore', () => {
  let folder: string;
  let nowMs: number;
  const open = () => new ExecutionStore(folder, () => nowMs);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-'));
    nowMs = 1000 * DAY;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('what has ended is the same after a restart', () => {
    const store = open();
    const one = record('one', nowMs);
    store.started(one);
    store.event(one.executionArn, event(1));
    store.event(one.executionArn, event(2));
    store.ended(one.executionArn, { status: 'SUCCEEDED', stopMs: nowMs + 5, output: '1' });

    const again = open();
    expect(again.find(one.executionArn)).toEqual({
      ...one,
      end: { status: 'SUCCEEDED', stopMs: nowMs + 5, output: '1' },
    });
    expect(again.history(one.executionArn)).toEqual([event(1), event(2)]);
  });

  test('what was running is ABORTED, once, with a cause and a last event; a Map Run too', () => {
    const store = open();
    const one = record('one', nowMs);
    store.started(one);
    store.event(one.executionArn, event(1));
    store.mapRun({ mapRunArn: 'run', executionArn: one.executionArn, status: 'RUNNING' } as unknown as MapRunProgress);
    nowMs += 60_000;

    for (const again of [open(), open()]) {
      const cause = 'The local stack ended or was restarted while this execution was running.';
      expect(again.find(one.executionArn)?.end).toEqual({ status: 'ABORTED', stopMs: nowMs, cause });
      expect(again.history(one.executionArn)).toEqual([
        event(1),
        {
          id: 2,
          previousEventId: 1,
          timestamp: nowMs,
          type: 'ExecutionAborted',
          executionAbortedEventDetails: { cause },
        },
      ]);
      expect(again.findMapRun('run')).toMatchObject({ status: 'ABORTED', stopMs: nowMs });
    }
  });

  test.each(['executions.jsonl', 'histories'])(
    'a torn line at the end of %s is dropped, and nothing grows onto it',
    async (where) => {
      const store = open();
      const one = record('one', nowMs);
      store.started(one);
      store.event(one.executionArn, event(1));
      const file =
        where === 'histories'
          ? join(folder, where, (await readdir(join(folder, where)))[0] ?? '')
          : join(folder, where);
      await appendFile(file, '{"kind":"ended","executionArn":"half');

      const again = open();
      expect(again.find(one.executionArn)?.end?.status).toBe('ABORTED');
      expect(again.history(one.executionArn).map(({ id }) => id)).toEqual([1, 2]);
      expect(await readFile(file, 'utf8')).not.toContain('half');
      expect(
        open()
          .history(one.executionArn)
          .map(({ id }) => id),
      ).toEqual([1, 2]);
    },
  );

  test('a damaged line in the middle is an error that names file and line', async () => {
    open().started(record('one', nowMs));
    const file = join(folder, 'executions.jsonl');
    await writeFile(file, `{"kind":\n${await readFile(file, 'utf8')}`);
    expect(open).toThrow(/executions\.jsonl: line 1 is not JSON/);
  });

  test('keeps the newest 1,000 of a machine and 90 days, and never drops what runs', async () => {
    const store = open();
    const runs = record('runs', nowMs - 200 * DAY);
    store.started(runs);
    const old = record('old', nowMs - 95 * DAY);
    store.started(old);
    store.event(old.executionArn, event(1));
    store.ended(old.executionArn, { status: 'FAILED', stopMs: nowMs - 91 * DAY });
    for (let index = 0; index < 1100; index += 1) {
      const each = record(`n${index}`, nowMs - DAY + index);
      store.started(each);
      store.event(each.executionArn, event(1));
      store.ended(each.executionArn, { status: 'SUCCEEDED', stopMs: nowMs });
    }
    store.prune();

    expect(store.find(old.executionArn)).toBeUndefined();
    expect(store.find(runs.executionArn)?.end).toBeUndefined();
    expect(store.find(record('n99', 0).executionArn)).toBeUndefined();
    expect(store.find(record('n100', 0).executionArn)?.end?.status).toBe('SUCCEEDED');
    expect(store.list(() => true)).toHaveLength(1001);
    expect(await readdir(join(folder, 'histories'))).toHaveLength(1000);
    expect(open().list((each) => each.end?.status === 'SUCCEEDED')).toHaveLength(1000);
  });
});
