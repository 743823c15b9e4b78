import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStates, type States } from '../../../../local/states/createStates.ts';
import type { InvokeLambda } from '../../../../local/states/LambdaOutcome.ts';
import { SeededRandom, simulatedSystem } from '../../../simulation/SimulatedClock.ts';
import { MemoryS3 } from '../MemoryS3.ts';
import { acceptDefinition, machine, taskError } from '../runMachine.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const one = (Resource: string, more: object = {}) => machine({ Work: { Type: 'Task', Resource, End: true, ...more } });

describe('the resources that Lambda and Step Functions carry out', () => {
  let folder: string;
  let states: States;
  let invokeLambda: InvokeLambda;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tasks-'));
    invokeLambda = async (name, payload) => ({ ok: true, payload: [name, payload] });
    states = await createStates({
      dataDir: folder,
      system: simulatedSystem(),
      region: 'us-east-1',
      accountId: '000000000000',
      s3: new MemoryS3(),
      invokeLambda: (...call) => invokeLambda(...call),
      taskRunner: {
        supports: (resource) => resource === 'arn:aws:states:::sns:publish',
        run: async (resource, args, { stateName }) => ({ resource, args, stateName }),
      },
    });
  });
  afterEach(async () => {
    await states.close();
    await rm(folder, { recursive: true, force: true });
  });

  const define = (name: string, definition: unknown) => {
    acceptDefinition(definition);
    states.defineStateMachine({ name, definition, type: 'STANDARD', roleArn: 'role' });
  };
  const run = async (definition: unknown, input: unknown = {}) => {
    define('top', definition);
    const started = await states.startExecution({ stateMachineArn: `${ARN}:top`, input });
    return (await started.completion).result;
  };

  test("a function's own ARN: arguments are the payload, the result is what it returned", async () => {
    expect(await run(one(FUNCTION), { a: 1 })).toEqual({ status: 'SUCCEEDED', output: [FUNCTION, { a: 1 }] });
  });

  test('lambda:invoke: FunctionName and Payload, the result with StatusCode', async () => {
    const definition = one('arn:aws:states:::lambda:invoke', { Arguments: { FunctionName: 'work' } });
    expect(await run(definition)).toEqual({
      status: 'SUCCEEDED',
      output: { ExecutedVersion: '$LATEST', Payload: ['work', {}], StatusCode: 200 },
    });
  });

  test.each([
    [
      'its errorType and whole payload',
      { errorType: 'Sandbox.Timedout', errorMessage: 'late', payload: { a: 1 } },
      'Sandbox.Timedout',
      '{"a":1}',
    ],
    [
      'Lambda.Unknown without a type',
      { errorType: '', errorMessage: 'gone', payload: undefined },
      'Lambda.Unknown',
      '{"errorMessage":"gone","errorType":""}',
    ],
  ])('a function that fails: %s', async (_, outcome, error, cause) => {
    invokeLambda = async () => ({ ok: false, ...outcome });
    expect(await run(one(FUNCTION))).toEqual({ status: 'FAILED', error, cause });
  });

  test("the service's own errors keep their name", async () => {
    invokeLambda = () => Promise.reject(taskError('Lambda.TooManyRequestsException', 'Rate Exceeded.'));
    expect(await run(one(FUNCTION))).toMatchObject({
      error: 'Lambda.TooManyRequestsException',
      cause: 'Rate Exceeded.',
    });
  });

  test('another resource goes to the injected runner; one that nobody runs is refused beforehand', async () => {
    const publish = 'arn:aws:states:::sns:publish';
    const output = { resource: publish, args: { Message: 'hi' }, stateName: 'Work' };
    expect(await run(one(publish, { Arguments: { Message: 'hi' } }))).toEqual({ status: 'SUCCEEDED', output });
    const putEvents = one('arn:aws:states:::events:putEvents', { Arguments: { Entries: [] } });
    expect(() => define('top', putEvents)).toThrow(/state 'Work': the resource .*putEvents is not supported here/);
  });

  const nested = (pattern: string) =>
    one(`arn:aws:states:::states:startExecution${pattern}`, {
      Arguments: { StateMachineArn: `${ARN}:inner`, Input: '{% $states.input %}', Name: 'nested' },
    });

  test('startExecution answers at once, .sync:2 with the output as JSON, .sync as text', async () => {
    define('inner', machine({ Rest: { Type: 'Wait', Seconds: 60, Output: '{% [$states.input] %}', End: true } }));
    const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:inner:nested';
    expect(await run(nested(''), 1)).toMatchObject({ output: { ExecutionArn: executionArn } });
    expect(await run(nested('.sync:2'), 1)).toMatchObject({
      status: 'SUCCEEDED',
      output: { Output: [1], Status: 'SUCCEEDED' },
    });
    define('inner', machine({ Show: { Type: 'Pass', Output: '{% [2] %}', End: true } }));
    expect(await run(nested('.sync'), 1)).toMatchObject({
      status: 'FAILED',
      error: 'StepFunctions.ExecutionAlreadyExistsException',
    });
  });

  test('an execution that fails is States.TaskFailed with its description', async () => {
    define('inner', machine({ Bad: { Type: 'Fail', Error: 'Lost', Cause: 'why' } }));
    const result = (await run(nested('.sync:2'), 1)) as { error: string; cause: string };
    expect(result.error).toBe('States.TaskFailed');
    expect(JSON.parse(result.cause)).toMatchObject({ Error: 'Lost', Cause: 'why', Status: 'FAILED', Name: 'nested' });
  });

  test('an execution that is waited for ends with the one that waits', async () => {
    define('inner', machine({ Rest: { Type: 'Wait', Seconds: 1_000_000, End: true } }));
    const definition = { ...(nested('.sync:2') as object), TimeoutSeconds: 30 };
    expect(await run(definition)).toMatchObject({ status: 'TIMED_OUT' });
    const again = await states.startExecution({ stateMachineArn: `${ARN}:inner`, input: {} });
    await states.close();
    expect((await again.completion).result).toMatchObject({ status: 'ABORTED', cause: 'The local stack was stopped.' });
  });
});

test('the randomness of a simulation is a UUID of version 4 and repeats', () => {
  const uuid = new SeededRandom(3).uuid();
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new SeededRandom(3).uuid()).toBe(uuid);
});
