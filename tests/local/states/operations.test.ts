import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  ListStateMachinesCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { LambdaOutcome } from '../../../local/states/LambdaOutcome.ts';
import type { ExecutionStatusChange } from '../../../local/states/StateMachine.ts';
import { acceptDefinition, machine } from './runMachine.ts';
import { openStates, type RunningStates } from './withStates.ts';

const ROLE = 'arn:aws:iam::000000000000:role/archive';
const PREFIX = 'arn:aws:states:us-east-1:000000000000';
const echo = machine({ Echo: { Type: 'Pass', End: true } });
const waits = machine({ Rest: { Type: 'Wait', Seconds: 3600, End: true } });
const works = machine({
  Work: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'work', Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    End: true,
  },
});
const maps = machine({
  Streams: {
    Type: 'Map',
    Label: 'Streams',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'One',
      States: { One: { Type: 'Pass', End: true } },
    },
    ToleratedFailurePercentage: 100,
    End: true,
  },
});
const rests = machine({
  Each: {
    Type: 'Map',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Rest',
      States: { Rest: { Type: 'Wait', Seconds: '{% $states.input %}', End: true } },
    },
    ToleratedFailureCount: '{% $count($states.input) - 1 %}',
    Output: '{% [$states.result[Status = "ABORTED"].Cause] %}',
    End: true,
  },
});

describe('the Step Functions API, through the real SDK client', () => {
  let folder: string;
  let running: RunningStates;
  let outcome: LambdaOutcome;
  let changes: ExecutionStatusChange[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'states-'));
    changes = [];
    outcome = { ok: true, payload: { done: true } };
    running = await openStates(folder, {
      invokeLambda: async () => outcome,
      onExecutionEvent: (change) => changes.push(change),
    });
    const define = (name: string, definition: unknown, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') => {
      acceptDefinition(definition);
      running.states.defineStateMachine({ name, definition, type, roleArn: ROLE });
    };
    define('echo', echo);
    define('waits', waits);
    define('works', works);
    define('maps', maps);
    define('rests', rests);
    define('quick', echo, 'EXPRESS');
  });

  afterEach(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  const start = (name: string, input?: unknown, executionName?: string) =>
    running.client.send(
      new StartExecutionCommand({
        stateMachineArn: `${PREFIX}:stateMachine:${name}`,
        name: executionName,
        ...(input === undefined ? {} : { input: JSON.stringify(input) }),
      }),
    );
  const describeIt = (executionArn: string | undefined) =>
    running.client.send(new DescribeExecutionCommand({ executionArn }));
  const ended = async (executionArn: string | undefined) => {
    for (;;) {
      const described = await describeIt(executionArn);
      if (described.status !== 'RUNNING') return described;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  test('StartExecution and DescribeExecution', async () => {
    const { executionArn, startDate } = await start('works', { a: 1 }, 'first');
    const described = await ended(executionArn);

    expect(executionArn).toBe(`${PREFIX}:execution:works:first`);
    expect(described).toMatchObject({
      executionArn,
      stateMachineArn: `${PREFIX}:stateMachine:works`,
      name: 'first',
      status: 'SUCCEEDED',
      input: '{"a":1}',
      output: '{"done":true}',
    });
    expect(described.startDate).toEqual(startDate);
    expect(described.stopDate?.getTime()).toBeGreaterThanOrEqual(startDate?.getTime() ?? Number.NaN);
    expect(changes.map(({ status, name }) => [status, name])).toEqual([
      ['RUNNING', 'first'],
      ['SUCCEEDED', 'first'],
    ]);
  });

  test('a failing function: its errorType and its payload', async () => {
    outcome = {
      ok: false,
      errorType: 'Throttled',
      errorMessage: 'slow',
      payload: { errorType: 'Throttled', errorMessage: 'slow' },
    };
    const { executionArn } = await start('works');
    expect(await ended(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'Throttled',
      cause: '{"errorType":"Throttled","errorMessage":"slow"}',
    });
  });

  test('StartExecution is idempotent while the execution runs with the same input', async () => {
    const first = await start('waits', { a: 1 }, 'twin');
    const again = await start('waits', { a: 1 }, 'twin');
    expect(again).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start('waits', { a: 2 }, 'twin')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await running.client.send(new StopExecutionCommand({ executionArn: first.executionArn }));
    await expect(start('waits', { a: 1 }, 'twin')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  const refused: [string, Record<string, string>, string][] = [
    ['an unknown machine', { stateMachineArn: `${PREFIX}:stateMachine:none` }, 'StateMachineDoesNotExist'],
    ['what is no ARN', { stateMachineArn: 'echo' }, 'InvalidArn'],
    ['a bad name', { name: 'a b' }, 'InvalidName'],
    ['a long name', { name: 'a'.repeat(81) }, 'InvalidName'],
    ['an input that is not JSON', { input: '{"a":' }, 'InvalidExecutionInput'],
    ['an input over 256 KiB', { input: JSON.stringify('x'.repeat(256 * 1024 - 1)) }, 'ValidationException'],
  ];
  test.each(refused)('StartExecution refuses %s', async (_, fields, name) => {
    const request = { stateMachineArn: `${PREFIX}:stateMachine:echo`, ...fields };
    await expect(running.client.send(new StartExecutionCommand(request))).rejects.toMatchObject({ name });
  });

  test('StopExecution ends a wait at once, as ABORTED with its error and cause', async () => {
    const { executionArn } = await start('waits');
    const { stopDate } = await running.client.send(
      new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'by hand' }),
    );
    const described = await describeIt(executionArn);
    expect(described).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'by hand', stopDate });
    const gone = new StopExecutionCommand({ executionArn: `${PREFIX}:execution:waits:none` });
    await expect(running.client.send(gone)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });

  test('ListExecutions: newest first, by status, in pages', async () => {
    const arns: (string | undefined)[] = [];
    for (let index = 0; index < 5; index += 1) {
      arns.unshift((await start('echo')).executionArn);
      await ended(arns[0]);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const { executionArn: open } = await start('waits');
    const stateMachineArn = `${PREFIX}:stateMachine:echo`;
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    let pages = 0;
    do {
      const list = await running.client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2, nextToken }));
      seen.push(...(list.executions ?? []).map((execution) => execution.executionArn));
      nextToken = list.nextToken;
      pages += 1;
    } while (nextToken !== undefined);
    expect([pages, seen]).toEqual([3, arns]);

    const list = (name: string, statusFilter: 'RUNNING' | 'FAILED') =>
      running.client.send(
        new ListExecutionsCommand({ stateMachineArn: `${PREFIX}:stateMachine:${name}`, statusFilter }),
      );
    expect((await list('waits', 'RUNNING')).executions?.map((execution) => execution.executionArn)).toEqual([open]);
    expect((await list('echo', 'FAILED')).executions).toEqual([]);
    const bad = new ListExecutionsCommand({ stateMachineArn, nextToken: 'nonsense' });
    await expect(running.client.send(bad)).rejects.toMatchObject({ name: 'InvalidToken' });
    const express = new ListExecutionsCommand({ stateMachineArn: `${PREFIX}:stateMachine:quick` });
    await expect(running.client.send(express)).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' });
  });

  test('GetExecutionHistory: events in their order and shape, in pages, reversed, without data', async () => {
    const { executionArn } = await start('works', { a: 1 });
    await ended(executionArn);
    const history = await running.client.send(new GetExecutionHistoryCommand({ executionArn }));
    const events = history.events ?? [];

    expect(events.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 1, 'TaskStateEntered'],
      [3, 2, 'TaskScheduled'],
      [4, 3, 'TaskStarted'],
      [5, 4, 'TaskSucceeded'],
      [6, 5, 'TaskStateExited'],
      [7, 6, 'ExecutionSucceeded'],
    ]);
    expect(events[0]?.timestamp).toBeInstanceOf(Date);
    expect(events[0]?.executionStartedEventDetails).toMatchObject({ input: '{"a":1}', roleArn: ROLE });
    expect(events[1]?.stateEnteredEventDetails).toMatchObject({ name: 'Work', input: '{"a":1}' });
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'us-east-1',
      parameters: '{"FunctionName":"work","Payload":{"a":1}}',
    });
    expect(events[4]?.taskSucceededEventDetails?.output).toBe(
      '{"ExecutedVersion":"$LATEST","Payload":{"done":true},"StatusCode":200}',
    );
    expect(events[6]?.executionSucceededEventDetails?.output).toBe('{"done":true}');

    const page = await running.client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 3, includeExecutionData: false }),
    );
    expect(page.events?.map((event) => event.id)).toEqual([7, 6, 5]);
    expect(page.events?.[0]?.executionSucceededEventDetails?.output).toBeUndefined();
    const rest = await running.client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 4, nextToken: page.nextToken }),
    );
    expect([rest.events?.map((event) => event.id), rest.nextToken]).toEqual([[4, 3, 2, 1], undefined]);
  });

  test('state machines are described and listed', async () => {
    const { stateMachines } = await running.client.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ name, type }) => [name, type])).toEqual([
      ['echo', 'STANDARD'],
      ['maps', 'STANDARD'],
      ['quick', 'EXPRESS'],
      ['rests', 'STANDARD'],
      ['waits', 'STANDARD'],
      ['works', 'STANDARD'],
    ]);
    const stateMachineArn = `${PREFIX}:stateMachine:echo`;
    const described = await running.client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({ name: 'echo', status: 'ACTIVE', type: 'STANDARD', roleArn: ROLE });
    expect(JSON.parse(described.definition ?? '')).toEqual(echo);
  });

  test('a distributed Map: its run, and its children as executions of their own', async () => {
    const { executionArn } = await start('maps', ['a', 'b', 'c']);
    expect((await ended(executionArn)).output).toBe('["a","b","c"]');

    const { mapRuns } = await running.client.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns?.[0]?.mapRunArn;
    const run = await running.client.send(new DescribeMapRunCommand({ mapRunArn }));
    const children = await running.client.send(new ListExecutionsCommand({ mapRunArn }));
    const child = children.executions?.[0]?.executionArn;
    const parent = await running.client.send(new DescribeStateMachineForExecutionCommand({ executionArn: child }));
    const history = await running.client.send(new GetExecutionHistoryCommand({ executionArn: child }));

    expect(mapRunArn).toMatch(/:mapRun:maps\/Streams:[0-9a-f-]{36}$/);
    expect(run).toMatchObject({
      executionArn,
      status: 'SUCCEEDED',
      toleratedFailurePercentage: 100,
      itemCounts: { total: 3, succeeded: 3, failed: 0, running: 0 },
    });
    expect(children.executions?.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    expect(child).toMatch(new RegExp(`^${PREFIX}:execution:maps/Streams:[0-9a-f-]{36}$`));
    expect(parent).toMatchObject({ name: 'maps', label: 'Streams', mapRunArn });
    expect(history.events?.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    const ofMachine = new ListExecutionsCommand({ stateMachineArn: `${PREFIX}:stateMachine:maps` });
    expect((await running.client.send(ofMachine)).executions).toHaveLength(1);
  });

  test.each([
    ['is tolerated', [0, 3600], { status: 'SUCCEEDED', output: '["this one"]' }],
    ['is not tolerated', [3600], { status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' }],
  ])('StopExecution ends one child of a Map, which %s', async (_, input, end) => {
    const { executionArn } = await start('rests', input);
    const children = async () => {
      const { mapRuns } = await running.client.send(new ListMapRunsCommand({ executionArn }));
      const request = { mapRunArn: mapRuns?.[0]?.mapRunArn ?? '', statusFilter: 'RUNNING' as const };
      return (await running.client.send(new ListExecutionsCommand(request))).executions ?? [];
    };
    let open = await children();
    while (open.length !== 1) open = await children();
    const child = open[0]?.executionArn;
    await running.client.send(new StopExecutionCommand({ executionArn: child, cause: 'this one' }));

    expect(await describeIt(child)).toMatchObject({ status: 'ABORTED', cause: 'this one' });
    expect(await ended(executionArn)).toMatchObject(end);
  });

  test('a history that cannot be written ends the execution and not the process', async () => {
    const { executionArn } = await start('waits');
    await rm(join(folder, 'histories'), { recursive: true });
    await running.client.send(new StopExecutionCommand({ executionArn }));
    const described = await describeIt(executionArn);
    expect(described).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(described.cause).toContain('ENOENT');
    const { stateMachines } = await running.client.send(new ListStateMachinesCommand({}));
    expect(stateMachines).toHaveLength(6);
  });

  test('StartSyncExecution runs an Express machine and answers with its output; no other can be run so', async () => {
    const sync = (name: string) =>
      running.client.send(
        new StartSyncExecutionCommand({ stateMachineArn: `${PREFIX}:stateMachine:${name}`, input: '[1]' }),
      );
    const answer = await sync('quick');
    expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '[1]', input: '[1]' });
    expect(answer.executionArn).toMatch(new RegExp(`^${PREFIX}:express:quick:[0-9a-f-]{36}:[0-9a-f-]{36}$`));
    await expect(describeIt(answer.executionArn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    await expect(sync('echo')).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' });
  });

  test('what is no operation, and what is no JSON, is an answer too', async () => {
    const post = async (target: string, body: string) => {
      const headers = { 'X-Amz-Target': target, 'Content-Type': 'application/x-amz-json-1.0' };
      const response = await fetch(running.url, { method: 'POST', headers, body });
      return [response.status, ((await response.json()) as { __type: string }).__type];
    };
    expect(await post('AWSStepFunctions.CreateActivity', '{}')).toEqual([400, 'UnknownOperationException']);
    expect(await post('AWSStepFunctions.ListStateMachines', '{')).toEqual([400, 'SerializationException']);
    expect(await post('AWSStepFunctions.ListStateMachines', '[]')).toEqual([400, 'SerializationException']);
    expect(await post('AWSStepFunctions.StartExecution', '{}')).toEqual([400, 'ValidationException']);
  });
});
