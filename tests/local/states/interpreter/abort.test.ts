import { ExecutionStopped } from '../../../../local/states/interpreter/StateFailure.ts';
import { simulatedSystem } from '../../../simulation/SimulatedClock.ts';
import { machine, runMachine, taskError } from '../runMachine.ts';

const RESOURCE = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const work = { Type: 'Task', Resource: RESOURCE };

describe('the end from outside', () => {
  const endless: [string, unknown][] = [
    ['a Wait', machine({ Rest: { Type: 'Wait', Seconds: 1_000_000, Next: 'Work' }, Work: { ...work, End: true } })],
    ['a task under way', machine({ Work: { ...work, Next: 'More' }, More: { ...work, End: true } })],
    [
      'a loop without end',
      machine({
        A: { Type: 'Wait', Seconds: 1, Next: 'B' },
        B: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'C' }], Default: 'A' },
        C: { Type: 'Succeed' },
      }),
    ],
    [
      'a wait between retries',
      machine({ Work: { ...work, Retry: [{ ErrorEquals: ['Throttled'], IntervalSeconds: 999_999 }], End: true } }),
    ],
    [
      'a Parallel',
      machine({
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'A', States: { A: { ...work, Next: 'A2' }, A2: { ...work, End: true } } },
            { StartAt: 'B', States: { B: { Type: 'Wait', Seconds: 999_999, End: true } } },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Work' }],
          Next: 'Work',
        },
        Work: { ...work, End: true },
      }),
    ],
    ...(['INLINE', 'DISTRIBUTED'] as const).map((Mode): [string, unknown] => [
      `a Map, ${Mode}`,
      machine({
        Each: {
          Type: 'Map',
          Items: '{% $range(1, 100, 1) %}',
          MaxConcurrency: 3,
          ItemProcessor: {
            ProcessorConfig: Mode === 'INLINE' ? { Mode } : { Mode, ExecutionType: 'STANDARD' },
            StartAt: 'In',
            States: { In: { ...work, End: true } },
          },
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Work' }],
          Next: 'Work',
        },
        Work: { ...work, End: true },
      }),
    ]),
  ];
  test.each(endless)('ends %s at once: nothing is started after it, and nothing sleeps on', async (_, definition) => {
    const system = simulatedSystem();
    const controller = new AbortController();
    let startsAfter = 0;
    const running = runMachine(definition, {
      system,
      signal: controller.signal,
      tasks: (__, args) => {
        if (controller.signal.aborted) startsAfter += 1;
        if (JSON.stringify(definition).includes('Throttled')) throw taskError('Throttled', String(args));
        return new Promise(() => undefined);
      },
    });
    await system.clock.sleep(500);
    controller.abort(new ExecutionStopped('Stop', 'enough'));
    const { result, tookMs } = await running;

    expect(result).toEqual({ status: 'ABORTED', error: 'Stop', cause: 'enough' });
    expect([tookMs, startsAfter, system.clock.asleep]).toEqual([500, 0, 0]);
  });

  test('children of a distributed Map end with it, each as ABORTED', async () => {
    const [, definition] = endless[6] as [string, unknown];
    const controller = new AbortController();
    let started = 0;
    const { events, result } = await runMachine(definition, {
      signal: controller.signal,
      tasks: () => {
        started += 1;
        if (started === 3) controller.abort();
        return new Promise(() => undefined);
      },
    });
    expect(result).toEqual({ status: 'ABORTED', error: undefined, cause: undefined });
    const types = events.map(([, { type }]) => type);
    expect(types.filter((type) => type === 'ExecutionStarted')).toHaveLength(4);
    expect(types.filter((type) => type === 'ExecutionAborted')).toHaveLength(4);
  });

  test('TimeoutSeconds of the machine is TIMED_OUT, which nothing inside catches', async () => {
    const definition = machine(
      {
        Work: { ...work, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }], End: true },
        Caught: { Type: 'Pass', End: true },
      },
      { TimeoutSeconds: 90 },
    );
    const { result, tookMs } = await runMachine(definition, { tasks: () => new Promise(() => undefined) });
    expect([result, tookMs]).toEqual([{ status: 'TIMED_OUT', error: 'States.Timeout', cause: undefined }, 90_000]);
  });

  test('a fault of the interpreter itself is a failed execution that says so', async () => {
    const { result } = await runMachine(machine({ A: { Type: 'Pass', End: true } }), {
      onEvent: (event) => {
        if (event.type === 'PassStateEntered') throw new TypeError('broken observer');
      },
    });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect((result as { cause: string }).cause).toContain('broken observer');
  });
});
