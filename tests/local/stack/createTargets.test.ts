import { failedOutcome } from '../../../local/lambda/failedOutcome.ts';
import { createTargets } from '../../../local/stack/createTargets.ts';
import { fakeLambdaHost } from '../lambda/fakeLambdaHost.ts';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:archive';

describe('createTargets', () => {
  const calls: unknown[] = [];
  const invokeTarget = createTargets({
    lambda: fakeLambdaHost({
      good: (event) => {
        calls.push(event);
        return { ok: true, payload: null };
      },
      bad: () => failedOutcome('NotFound', 'not there'),
    }),
    startExecution: async (arn, input) => void calls.push([arn, input]),
    publish: (arn, message) => {
      calls.push([arn, message]);
      return arn.endsWith(':known') ? 'id' : undefined;
    },
  });
  beforeEach(() => {
    calls.length = 0;
  });

  test.each<[string, string, string, unknown]>([
    ['a state machine', MACHINE, '{"a":1}', [MACHINE, { a: 1 }]],
    [
      "Scheduler's universal target",
      'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
      JSON.stringify({ StateMachineArn: MACHINE, Input: '{"b":2}' }),
      [MACHINE, { b: 2 }],
    ],
    ['a function', 'arn:aws:lambda:us-east-1:000000000000:function:good', '[1]', [1]],
    [
      'a topic',
      'arn:aws:sns:us-east-1:000000000000:known',
      'text',
      ['arn:aws:sns:us-east-1:000000000000:known', 'text'],
    ],
  ])('%s is called', async (_, arn, input, call) => {
    await invokeTarget(arn, input);
    expect(calls).toEqual([call]);
  });

  test.each<[string, string, string, string]>([
    ['input that is no JSON', MACHINE, '{', 'is not JSON: {'],
    ['a function that fails', 'arn:aws:lambda:us-east-1:000000000000:function:bad', '{}', 'NotFound: not there'],
    ['no such function', 'arn:aws:lambda:us-east-1:000000000000:function:none', '{}', 'Function not found'],
    ['no such topic', 'arn:aws:sns:us-east-1:000000000000:none', 'x', 'there is no topic'],
    ['another service', 'arn:aws:sqs:us-east-1:000000000000:queue', '{}', 'is not available on the embedded stack'],
  ])('%s is an error', async (_, arn, input, message) => {
    await expect(invokeTarget(arn, input)).rejects.toThrow(message);
  });
});
