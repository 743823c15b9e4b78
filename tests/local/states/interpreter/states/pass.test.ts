import { machine, runMachine } from '../../runMachine.ts';

describe('Pass, Succeed and Fail', () => {
  test('Pass gives its input on, or its Output', async () => {
    const definition = machine({
      Same: { Type: 'Pass', Next: 'Shaped' },
      Shaped: {
        Type: 'Pass',
        Output: { was: '{% $states.input %}', literal: 'a', deep: [{ n: '{% 2 %}' }] },
        End: true,
      },
    });
    const { result } = await runMachine(definition, { input: [1] });
    expect(result).toEqual({ status: 'SUCCEEDED', output: { was: [1], literal: 'a', deep: [{ n: 2 }] } });
  });

  test('the expressions of a state see the variables as they were when it was entered', async () => {
    const definition = machine({
      First: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Swap' },
      Swap: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Output: '{% [$a, $b] %}', Next: 'Show' },
      Show: { Type: 'Pass', Output: { before: '{% $states.input %}', after: '{% [$a, $b] %}' }, End: true },
    });
    const { result } = await runMachine(definition);
    expect(result).toEqual({ status: 'SUCCEEDED', output: { before: [1, 2], after: [2, 1] } });
  });

  test('Succeed ends with its Output', async () => {
    const definition = machine({ Done: { Type: 'Succeed', Output: '{% $states.input.a %}' } });
    expect((await runMachine(definition, { input: { a: 'x' } })).result).toEqual({ status: 'SUCCEEDED', output: 'x' });
  });

  test('Fail ends with its Error and Cause, literal or evaluated', async () => {
    const definition = machine({
      Bad: { Type: 'Fail', Error: 'Lost', Cause: '{% $string($states.input.n) & " lost" %}' },
    });
    const { result } = await runMachine(definition, { input: { n: 3 } });
    expect(result).toEqual({ status: 'FAILED', error: 'Lost', cause: '3 lost' });
  });

  test('the context object', async () => {
    const definition = machine({ Show: { Type: 'Pass', Output: '{% $states.context %}', End: true } });
    const { result } = await runMachine(definition, { input: { a: 1 } });
    expect(result).toEqual({
      status: 'SUCCEEDED',
      output: {
        Execution: {
          Id: 'arn:aws:states:us-east-1:000000000000:execution:machine:execution',
          Input: { a: 1 },
          Name: 'execution',
          RoleArn: 'arn:aws:iam::000000000000:role/machine',
          StartTime: '2026-01-01T00:00:00.000Z',
          RedriveCount: 0,
        },
        StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine', Name: 'machine' },
        State: { Name: 'Show', EnteredTime: '2026-01-01T00:00:00.000Z', RetryCount: 0 },
      },
    });
  });
});
