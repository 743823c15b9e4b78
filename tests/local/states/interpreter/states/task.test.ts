import { machine, runMachine, taskError } from '../../runMachine.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const INVOKE = 'arn:aws:states:::lambda:invoke';

describe('Task', () => {
  test('calls its resource with Arguments, shapes Output from the result and assigns variables', async () => {
    const definition = machine({
      Work: {
        Type: 'Task',
        Resource: INVOKE,
        Arguments: { FunctionName: 'work', Payload: { stream: '{% $states.input.stream %}', nested: ['{% 1 + 1 %}'] } },
        Output: '{% $states.result.Payload.plans %}',
        Assign: { count: '{% $count($states.result.Payload.plans) %}' },
        Next: 'Show',
      },
      Show: { Type: 'Pass', Output: { plans: '{% $states.input %}', count: '{% $count %}' }, End: true },
    });
    const calls: unknown[] = [];

    const { result } = await runMachine(definition, {
      input: { stream: 'door' },
      tasks: (resource, args, context) => {
        calls.push([resource, args, context.stateName, context.executionArn]);
        return { StatusCode: 200, Payload: { plans: ['a', 'b'] } };
      },
    });

    expect(result).toEqual({ status: 'SUCCEEDED', output: { plans: ['a', 'b'], count: 2 } });
    expect(calls).toEqual([
      [
        INVOKE,
        { FunctionName: 'work', Payload: { stream: 'door', nested: [2] } },
        'Work',
        'arn:aws:states:us-east-1:000000000000:execution:machine:execution',
      ],
    ]);
  });

  test('gives its input as arguments and its result as output where it says nothing else', async () => {
    const { result } = await runMachine(machine({ Work: { Type: 'Task', Resource: FUNCTION, End: true } }), {
      input: { a: 1 },
      tasks: (_, args) => ({ got: args }),
    });
    expect(result).toEqual({ status: 'SUCCEEDED', output: { got: { a: 1 } } });
  });

  const retries: [string, Record<string, unknown>, number[]][] = [
    ['the defaults: 1 s doubled, three times', {}, [0, 1000, 3000, 7000]],
    [
      'IntervalSeconds and BackoffRate',
      { IntervalSeconds: 2, BackoffRate: 1.5, MaxAttempts: 3 },
      [0, 2000, 5000, 9500],
    ],
    [
      'MaxDelaySeconds',
      { IntervalSeconds: 1, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 5 },
      [0, 1000, 4000, 9000, 14000],
    ],
    ['MaxAttempts 0: not once more', { MaxAttempts: 0 }, [0]],
  ];
  test.each(retries)('retries with %s', async (_, retry, at) => {
    const definition = machine({
      Work: { Type: 'Task', Resource: FUNCTION, Retry: [{ ErrorEquals: ['Throttled'], ...retry }], End: true },
    });
    const starts: number[] = [];
    const { simulatedSystem } = await import('../../../../simulation/SimulatedClock.ts');
    const system = simulatedSystem(1, 0);

    const { result } = await runMachine(definition, {
      system,
      tasks: () => {
        starts.push(system.clock.now());
        throw taskError('Throttled', 'slow down');
      },
    });

    expect(starts).toEqual(at);
    expect(result).toEqual({ status: 'FAILED', error: 'Throttled', cause: 'slow down' });
  });

  test('full jitter waits a share of the delay, the same for the same seed', async () => {
    const retry = {
      ErrorEquals: ['States.ALL'],
      IntervalSeconds: 10,
      BackoffRate: 1,
      MaxAttempts: 50,
      JitterStrategy: 'FULL',
    };
    const definition = machine({ Work: { Type: 'Task', Resource: FUNCTION, Retry: [retry], End: true } });
    const took = async (seed: number) => {
      const ran = await runMachine(definition, { seed, tasks: () => Promise.reject(taskError('Throttled')) });
      return ran.tookMs;
    };
    const [first, again, other] = [await took(7), await took(7), await took(8)];
    expect(first).toBe(again);
    expect(first).not.toBe(other);
    expect(first).toBeGreaterThan(50 * 10_000 * 0.3);
    expect(first).toBeLessThan(50 * 10_000 * 0.7);
  });

  test('each retrier counts its own attempts, and RetryCount counts all', async () => {
    const definition = machine({
      Work: {
        Type: 'Task',
        Resource: FUNCTION,
        Arguments: '{% $states.context.State.RetryCount %}',
        Retry: [
          { ErrorEquals: ['A'], MaxAttempts: 1 },
          { ErrorEquals: ['B'], MaxAttempts: 2 },
        ],
        End: true,
      },
    });
    const failures = ['A', 'B', 'B', 'A'];
    const counts: unknown[] = [];
    const { result } = await runMachine(definition, {
      tasks: (_, args) => {
        counts.push(args);
        throw taskError(failures[counts.length - 1] ?? 'none');
      },
    });
    expect(counts).toEqual([0, 1, 2, 3]);
    expect(result).toMatchObject({ status: 'FAILED', error: 'A' });
  });

  const caught: [string, string[], string | undefined][] = [
    ['Expired', ['Throttled', 'Expired'], 'Expired'],
    ['Expired', ['States.TaskFailed'], 'Expired'],
    ['Expired', ['States.ALL'], 'Expired'],
    ['Expired', ['Throttled'], undefined],
    ['States.Timeout', ['States.TaskFailed'], undefined],
    ['States.Timeout', ['States.Timeout'], 'States.Timeout'],
    ['States.Timeout', ['States.ALL'], 'States.Timeout'],
    ['States.DataLimitExceeded', ['States.ALL'], undefined],
    ['States.DataLimitExceeded', ['States.TaskFailed'], undefined],
    ['States.DataLimitExceeded', ['States.DataLimitExceeded'], 'States.DataLimitExceeded'],
    ['States.Runtime', ['States.Runtime'], undefined],
    ['States.Runtime', ['States.ALL'], undefined],
    ['Sandbox.Timedout', ['States.TaskFailed'], 'Sandbox.Timedout'],
  ];
  test.each(caught)('%s under Catch %j', async (error, errorEquals, expected) => {
    const definition = machine({
      Work: { Type: 'Task', Resource: FUNCTION, Catch: [{ ErrorEquals: errorEquals, Next: 'Caught' }], End: true },
      Caught: { Type: 'Pass', Output: '{% $states.input.Error %}', End: true },
    });
    const { result } = await runMachine(definition, { tasks: () => Promise.reject(taskError(error, 'why')) });
    expect(result).toEqual(
      expected === undefined ? { status: 'FAILED', error, cause: 'why' } : { status: 'SUCCEEDED', output: expected },
    );
  });

  test('a catcher shapes its output from errorOutput and assigns; the state itself assigns nothing', async () => {
    const definition = machine({
      Before: { Type: 'Pass', Assign: { x: 'before' }, Next: 'Work' },
      Work: {
        Type: 'Task',
        Resource: FUNCTION,
        Assign: { x: 'after' },
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Output: { error: '{% $states.errorOutput %}', input: '{% $states.input %}' },
            Assign: { reason: '{% $states.errorOutput.Cause %}' },
            Next: 'Caught',
          },
        ],
        End: true,
      },
      Caught: { Type: 'Pass', Output: '{% [$x, $reason, $states.input] %}', End: true },
    });
    const { result } = await runMachine(definition, {
      input: 5,
      tasks: () => Promise.reject(taskError('Truncated', 'cut')),
    });
    expect(result).toEqual({
      status: 'SUCCEEDED',
      output: ['before', 'cut', { error: { Error: 'Truncated', Cause: 'cut' }, input: 5 }],
    });
  });

  test('TimeoutSeconds, a number or an expression, ends the wait, aborts the task and is States.Timeout', async () => {
    const definition = machine({
      Work: {
        Type: 'Task',
        Resource: FUNCTION,
        TimeoutSeconds: '{% $states.input.limit %}',
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }],
        End: true,
      },
      Late: { Type: 'Pass', Output: '{% $states.input.Error %}', End: true },
    });
    let aborted = false;
    const ran = await runMachine(definition, {
      input: { limit: 3 },
      tasks: (_, __, { signal }) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return new Promise(() => undefined);
      },
    });
    expect(ran.result).toEqual({ status: 'SUCCEEDED', output: 'States.Timeout' });
    expect(ran.tookMs).toBe(3000);
    expect(aborted).toBe(true);
  });

  test('a result over 256 KiB is States.DataLimitExceeded, one of exactly 256 KiB is not', async () => {
    const definition = machine({ Work: { Type: 'Task', Resource: FUNCTION, Output: '{% "small" %}', End: true } });
    const run = (length: number) => runMachine(definition, { tasks: () => 'x'.repeat(length) });
    expect((await run(256 * 1024 - 2)).result).toEqual({ status: 'SUCCEEDED', output: 'small' });
    expect((await run(256 * 1024 - 1)).result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});
