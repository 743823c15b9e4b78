import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStates } from '../../../../local/states/createStates.ts';
import { type MachineAction, taskAccess } from '../../../../local/states/tasks/taskAccess.ts';
import { simulatedSystem } from '../../../simulation/SimulatedClock.ts';
import { MemoryS3 } from '../MemoryS3.ts';
import { machine } from '../runMachine.ts';

const HERE = 'us-east-1:000000000000';
const EXECUTION = `arn:aws:states:${HERE}:execution:m:e`;
const MACHINE = `arn:aws:states:${HERE}:stateMachine:n`;
const FUNCTION = `arn:aws:lambda:${HERE}:function:f`;
const STATES = 'arn:aws:states:::';

test.each<[string, object, readonly string[]]>([
  [`${STATES}lambda:invoke`, { FunctionName: FUNCTION }, [`lambda:InvokeFunction ${FUNCTION}`]],
  [`${STATES}lambda:invoke`, { FunctionName: 'f' }, [`lambda:InvokeFunction ${FUNCTION}`]],
  [FUNCTION, {}, [`lambda:InvokeFunction ${FUNCTION}`]],
  [`${STATES}states:startExecution`, { StateMachineArn: MACHINE }, [`states:StartExecution ${MACHINE}`]],
  [
    `${STATES}states:startExecution.sync:2`,
    { StateMachineArn: MACHINE },
    [
      `states:StartExecution ${MACHINE}`,
      `states:DescribeExecution arn:aws:states:${HERE}:execution:n:*`,
      `states:StopExecution arn:aws:states:${HERE}:execution:n:*`,
      ...['PutTargets', 'PutRule', 'DescribeRule'].map(
        (name) => `events:${name} arn:aws:events:${HERE}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
      ),
    ],
  ],
  [`${STATES}dynamodb:getItem`, { TableName: 't' }, [`dynamodb:GetItem arn:aws:dynamodb:${HERE}:table/t`]],
  [
    `${STATES}aws-sdk:dynamodb:query`,
    { TableName: 't', IndexName: 'i' },
    [`dynamodb:Query arn:aws:dynamodb:${HERE}:table/t/index/i`],
  ],
  [
    `${STATES}events:putEvents`,
    { Entries: [{ Source: 's' }] },
    [`events:PutEvents arn:aws:events:${HERE}:event-bus/default`],
  ],
  [`${STATES}sns:publish`, { TopicArn: 'arn:t' }, ['sns:Publish arn:t']],
  [`${STATES}aws-sdk:sqs:sendMessage`, {}, ['sqs:SendMessage *']],
])('%s %j', (resource, args, expected) => {
  const { actions } = taskAccess(resource, args, EXECUTION);
  expect(actions.map((each) => `${each.action} ${each.resource}`)).toEqual(expected);
});

test('a machine whose role does not allow a task fails with the error of the service, and can catch it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'task-access-'));
  const asked: (readonly [string, readonly MachineAction[]])[] = [];
  let invoked = 0;
  const states = await createStates({
    dataDir,
    system: simulatedSystem(),
    region: 'us-east-1',
    accountId: '000000000000',
    s3: new MemoryS3(),
    invokeLambda: async () => {
      invoked += 1;
      return { ok: true, payload: null };
    },
    authorize(roleArn, _executionArn, actions) {
      asked.push([roleArn, actions]);
      return 'User: x is not authorized';
    },
  });
  const task = { Type: 'Task', Resource: `${STATES}lambda:invoke`, Arguments: { FunctionName: 'f' }, End: true };
  const child = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    StartAt: 'P',
    States: { P: { Type: 'Pass', End: true } },
  };
  const run = async (definition: unknown) => {
    states.defineStateMachine({ name: 'm', definition, type: 'STANDARD', roleArn: 'role' });
    const started = await states.startExecution({ stateMachineArn: `arn:aws:states:${HERE}:stateMachine:m` });
    return (await started.completion).result;
  };
  try {
    expect(await run(machine({ Work: task }))).toEqual({
      status: 'FAILED',
      error: 'Lambda.AWSLambdaException',
      cause: 'User: x is not authorized',
    });
    expect(asked).toEqual([['role', [{ action: 'lambda:InvokeFunction', resource: FUNCTION }]]]);
    expect(invoked).toBe(0);
    expect(await run(machine({ Many: { Type: 'Map', Items: [1], ItemProcessor: child, End: true } }))).toMatchObject({
      status: 'FAILED',
      error: 'StepFunctions.AWSStepFunctionsException',
    });
  } finally {
    await states.close();
    await rm(dataDir, { recursive: true, force: true });
  }
});
