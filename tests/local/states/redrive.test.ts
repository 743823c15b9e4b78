import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { LambdaOutcome } from '../../../local/states/LambdaOutcome.ts';
import { openStates, type RunningStates } from './withStates.ts';

const ROLE = 'arn:aws:iam::000000000000:role/machine';

let folder: string;
let running: RunningStates;
/** What each function answers; those named are down. */
let down: Set<string>;
let calls: string[];
let client: SFNClient;
/** Moves the clock forward. */
let laterMs: number;

async function open(): Promise<void> {
  const clock = { ...realSystem.clock, now: () => realSystem.clock.now() + laterMs };
  clock.sleep = (ms, signal) => realSystem.clock.sleep(ms, signal);
  running = await openStates(folder, {
    system: { ...realSystem, clock },
    invokeLambda: async (name, payload): Promise<LambdaOutcome> => {
      const key = `${name}${JSON.stringify(payload)}`;
      calls.push(key);
      const failing = down.has(name) || down.has(key);
      return failing
        ? {
            ok: false,
            errorType: 'Runtime.ExitError',
            errorMessage: 'down',
            payload: { errorType: 'Runtime.ExitError', errorMessage: 'down' },
          }
        : { ok: true, payload: { did: payload } };
    },
  });
  client = running.client;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redrive-'));
  down = new Set();
  calls = [];
  laterMs = 0;
  await open();
});

afterEach(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

const invoke = (name: string, Payload: unknown, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: name, Payload },
  Output: '{% $states.result.Payload %}',
  ...more,
});

function define(States: Record<string, unknown>, StartAt = 'First'): string {
  const definition = { QueryLanguage: 'JSONata', StartAt, States };
  return running.states.defineStateMachine({ name: 'm', definition, type: 'STANDARD', roleArn: ROLE }).arn;
}

async function ended(executionArn: string) {
  for (;;) {
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (described.status !== 'RUNNING') return described;
    await realSystem.clock.sleep(5);
  }
}

async function run(stateMachineArn: string, input: unknown = {}) {
  const { executionArn = '' } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return { ...(await ended(executionArn)), executionArn };
}

async function typesOf(executionArn: string): Promise<string[]> {
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  return events.map(({ type }) => type ?? '');
}

const redrive = (executionArn: string) => client.send(new RedriveExecutionCommand({ executionArn }));

const steps = {
  First: invoke('first', 1, { Assign: { kept: '{% $states.result.Payload.did %}' }, Next: 'Second' }),
  Second: invoke('second', '{% $kept + 1 %}', {
    Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 1 }],
    Next: 'Third',
  }),
  Third: invoke('third', '{% $kept %}', { End: true }),
};

describe('RedriveExecution', () => {
  test('goes on at the state that failed, with its variables and its retries anew, under the same ARN and history', async () => {
    const arn = define(steps);
    down.add('second');
    const red = await run(arn);
    down.clear();
    const { redriveDate } = await redrive(red.executionArn);
    const green = await ended(red.executionArn);

    expect(red).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE', redriveCount: 0 });
    expect(green).toMatchObject({
      ...{ status: 'SUCCEEDED', output: '{"did":1}', redriveCount: 1 },
      ...{ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' },
    });
    expect(green.redriveDate).toEqual(redriveDate);
    expect(green.startDate).toEqual(red.startDate);
    expect(calls).toEqual(['first1', 'second2', 'second2', 'second2', 'third1']);
    expect((await typesOf(red.executionArn)).slice(-12)).toEqual([
      ...['ExecutionFailed', 'ExecutionRedriven', 'TaskScheduled', 'TaskStarted', 'TaskSucceeded', 'TaskStateExited'],
      ...['TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSucceeded', 'TaskStateExited', 'ExecutionSucceeded'],
    ]);
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn: arn }));
    expect(executions).toMatchObject([{ redriveCount: 1, status: 'SUCCEEDED' }]);
  });

  test('again and again, and after a restart', async () => {
    down.add('second');
    const red = await run(define(steps));
    await redrive(red.executionArn);
    const again = await ended(red.executionArn);
    await running.close();
    await open();
    define(steps);
    down.clear();
    await redrive(red.executionArn);

    expect(again).toMatchObject({ status: 'FAILED', redriveCount: 1, redriveStatus: 'REDRIVABLE' });
    expect(await ended(red.executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 2, output: '{"did":1}' });
    expect(calls.filter((call) => call === 'first1')).toHaveLength(1);
  });

  test('of an inline Map only what had not come to its end', async () => {
    const arn = define({
      First: {
        ...{ Type: 'Map', Items: [1, 2, 3], MaxConcurrency: 1, End: true },
        ItemProcessor: { StartAt: 'Each', States: { Each: invoke('each', '{% $states.input %}', { End: true }) } },
      },
    });
    down.add('each2');
    const red = await run(arn);
    down.clear();
    await redrive(red.executionArn);

    expect(red.status).toBe('FAILED');
    expect(await ended(red.executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '[{"did":1},{"did":2},{"did":3}]',
    });
    expect(calls).toEqual(['each1', 'each2', 'each2', 'each3']);
  });

  test('of a distributed Map the same Map Run, with the children that failed, each under its own ARN', async () => {
    const arn = define({
      First: {
        ...{ Type: 'Map', Label: 'Each', Items: [1, 2, 3], MaxConcurrency: 1, End: true },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Begin',
          States: {
            Begin: { Type: 'Pass', Assign: { item: '{% $states.input %}' }, Next: 'Each' },
            Each: invoke('each', '{% $item %}', { End: true }),
          },
        },
      },
    });
    down.add('each2');
    const red = await run(arn);
    const { mapRuns: [mapRun] = [] } = await client.send(new ListMapRunsCommand({ executionArn: red.executionArn }));
    const { mapRunArn = '' } = mapRun ?? {};
    const children = async () =>
      ((await client.send(new ListExecutionsCommand({ mapRunArn }))).executions ?? []).sort((a, b) =>
        (a.startDate ?? 0) < (b.startDate ?? 0) ? -1 : 1,
      );
    const before = await children();
    const failed = before.find(({ status }) => status === 'FAILED')?.executionArn ?? '';
    const child = await client.send(new DescribeExecutionCommand({ executionArn: failed }));
    const refusal = await redrive(failed).catch((error: Error) => error.name);
    down.clear();
    await redrive(red.executionArn);
    const green = await ended(red.executionArn);

    expect(red).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    expect([child.redriveStatus, refusal]).toEqual(['REDRIVABLE_BY_MAP_RUN', 'ExecutionNotRedrivable']);
    expect(green).toMatchObject({ status: 'SUCCEEDED', output: '[{"did":1},{"did":2},{"did":3}]' });
    expect(calls).toEqual(['each1', 'each2', 'each2', 'each3']);
    expect(await client.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      ...{ status: 'SUCCEEDED', redriveCount: 1 },
      executionCounts: { total: 3, succeeded: 3, failed: 0 },
    });
    const after = await children();
    expect(after.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    expect(after.find(({ executionArn }) => executionArn === failed)).toMatchObject({ redriveCount: 1 });
    expect(await typesOf(failed)).toContain('ExecutionRedriven');
    expect(await typesOf(red.executionArn)).toContain('MapRunRedriven');
  });

  test.each<[string, () => Promise<string>, RegExp]>([
    ['one that succeeded', async () => (await run(define(steps))).executionArn, /is SUCCEEDED and cannot/],
    [
      'one that failed 15 days ago',
      async () => {
        down.add('second');
        const { executionArn } = await run(define(steps));
        laterMs = 15 * 24 * 3_600_000;
        return executionArn;
      },
      /redrivable period exceeded/,
    ],
    [
      'one that is under way',
      async () => {
        const stateMachineArn = define({ First: { Type: 'Wait', Seconds: 600, End: true } });
        return (await client.send(new StartExecutionCommand({ stateMachineArn }))).executionArn ?? '';
      },
      /is RUNNING and cannot/,
    ],
  ])('refuses %s', async (_name, prepare, message) => {
    const executionArn = await prepare();
    await expect(redrive(executionArn)).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
      message: expect.stringMatching(message),
    });
  });

  test('what does not exist', async () => {
    const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:m:none';
    await expect(redrive(executionArn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});
