import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SfnMachineRuns } from '../../../cloud/states/SfnMachineRuns.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { PassRecord } from '../../../core/ports/runLog.ts';
import { redriveRun, showRunStates } from '../../../functions/api/steps/showRunStates.ts';
import { openStates, type RunningStates } from '../../local/states/withStates.ts';

const call = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...more,
});
const each = (ExecutionType: 'EXPRESS' | 'STANDARD', States: object, StartAt: string) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Streams',
  States: {
    Streams: {
      Type: 'Map',
      Items: '{% $states.input.items %}',
      ToleratedFailurePercentage: 100,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, StartAt, States },
      Next: 'Conclude',
    },
    Conclude: call('conclude', { End: true }),
  },
});

let folder: string;
let running: RunningStates;
/** Functions that fail. */
const down = new Set<string>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-states-'));
  down.clear();
  running = await openStates(folder, {
    invokeLambda: async (name, payload) =>
      down.has(name)
        ? {
            ...{ ok: false, errorType: 'Internal', errorMessage: `${name} is down` },
            payload: { errorType: 'Internal', errorMessage: `${name} is down`, trace: ['at somewhere', 'at "else"'] },
          }
        : { ok: true, payload },
  });
});
afterEach(async () => {
  await running.close();
  await rm(folder, { recursive: true });
});

/** Runs a machine to its end, and tells its states as the API does. */
async function ran(definition: object, input: object, passes: readonly PassRecord[] = []) {
  const { arn } = running.states.defineStateMachine({
    ...{ name: 'm', definition, type: 'STANDARD' as const, roleArn: 'arn:aws:iam::000000000000:role/machine' },
  });
  const runs = new SfnMachineRuns(arn, running.client);
  await running.client.send(
    new (await import('@aws-sdk/client-sfn')).StartExecutionCommand({
      ...{ stateMachineArn: arn, name: 'run', input: JSON.stringify(input) },
    }),
  );
  while ((await runs.describe('run')).status === 'RUNNING') await realSystem.clock.sleep(5);
  const ports = {
    runs,
    records: {
      async *ofRun() {
        yield* passes;
      },
    },
    enrolments: {
      get: async () => undefined,
      list: async () => ({ items: [{ streamArn: 'arn' }] as never }),
    },
  };
  return { runs, told: await showRunStates(await runs.describe('run'), 'archive', undefined, ports) };
}

test('a run with Standard children: their histories are read, those that failed first', async () => {
  down.add('work');
  const { runs, told } = await ran(each('STANDARD', { Work: call('work', { End: true }) }, 'Work'), {
    items: [1, 2, 3],
  });

  expect(told).toMatchObject({
    ...{ status: 'SUCCEEDED', machine: 'archive', complete: true, redrive: { possible: false, count: 0 } },
    children: [{ state: 'Streams', total: 3, succeeded: 0, failed: 3, running: 0, pending: 0, stopped: 0 }],
    states: [
      { name: 'Streams', outcome: 'succeeded', entered: 1 },
      { name: 'Conclude', outcome: 'succeeded', after: ['Streams'] },
      { name: 'Work', outcome: 'failed', entered: 3, failed: 3, error: { code: 'Internal' } },
    ],
  });
  expect(told).not.toHaveProperty('remedy');
  expect((await runs.list({ limit: 5 })).runs).toMatchObject([
    { executionId: 'run', status: 'SUCCEEDED', redrives: 0 },
  ]);
  await expect(redriveRun(await runs.describe('run'), runs)).rejects.toMatchObject({ kind: 'Conflict' });
});

test('of many children only the newest four are read, and the answer says so', async () => {
  const items = [1, 2, 3, 4, 5, 6];
  const { told } = await ran(each('STANDARD', { Work: call('work', { End: true }) }, 'Work'), { items });

  expect(told).toMatchObject({ complete: false, children: [{ total: 6, succeeded: 6 }] });
  expect(told.states).toContainEqual(expect.objectContaining({ name: 'Work', outcome: 'succeeded', entered: 4 }));
});

test('a run with Express children is told from the records of its passes', async () => {
  const pass = {
    streamName: 'front',
    pass: 1,
    kind: 'live',
    endedMs: 7,
    clips: 2,
    gaps: 0,
    bundles: 2,
    failedBundles: 0,
  };
  const record = { ...pass, listed: 9, planned: 2, lagMs: 5 } as PassRecord;
  const begin = { Begin: { Type: 'Pass', End: true } };
  const { told } = await ran(each('EXPRESS', begin, 'Begin'), { items: [1, 2] }, [record]);

  expect(told.passes).toMatchObject([{ streamName: 'front', clips: 2, endedAt: '1970-01-01T00:00:00.007Z' }]);
  expect(told.states).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'Begin', outcome: 'succeeded', entered: 2 }),
      expect.objectContaining({ name: 'ArchiveClip', outcome: 'succeeded', entered: 2 }),
      expect.objectContaining({ name: 'StreamDone', entered: 2 }),
    ]),
  );
});

test('a run that failed says which promise it touched and what to do, and goes on when it is redriven', async () => {
  down.add('conclude');
  const { runs, told } = await ran(each('STANDARD', { Work: call('work', { End: true }) }, 'Work'), { items: [] });

  expect(told).toMatchObject({
    ...{ status: 'FAILED', error: { code: 'Internal', message: 'conclude is down' } },
    ...{ touched: [{ promise: 'run-again', states: ['Conclude'] }], remedy: 'redrive' },
    redrive: { possible: true, count: 0 },
  });
  down.clear();
  await redriveRun(await runs.describe('run'), runs);
  while ((await runs.describe('run')).status === 'RUNNING') await realSystem.clock.sleep(5);
  expect(await runs.describe('run')).toMatchObject({ status: 'SUCCEEDED', redrives: 1 });
});

test('what is not there is not found', async () => {
  const { runs } = await ran(each('STANDARD', { Work: call('work', { End: true }) }, 'Work'), { items: [] });

  await expect(runs.describe('other')).rejects.toMatchObject({ kind: 'NotFound' });
  await expect(runs.list({ limit: 5, token: 'nonsense' })).rejects.toMatchObject({ kind: 'InvalidInput' });
});
