import { machine, runMachine, taskError } from '../../runMachine.ts';

const RESOURCE = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const eachTask = { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: RESOURCE, End: true } } };
const overItems = (more: Record<string, unknown> = {}) =>
  machine({ Each: { Type: 'Map', Items: '{% $states.input.items %}', ItemProcessor: eachTask, End: true, ...more } });

describe('Map, inline', () => {
  test('keeps the order of the items, and gives no result for none', async () => {
    const { result } = await runMachine(overItems(), { input: { items: [3, 1, 2] }, tasks: (_, n) => Number(n) * 10 });
    expect(result).toEqual({ status: 'SUCCEEDED', output: [30, 10, 20] });
    expect((await runMachine(overItems(), { input: { items: [] } })).result).toEqual({
      status: 'SUCCEEDED',
      output: [],
    });
  });

  test('ItemSelector shapes the input; the context shows the innermost item within too', async () => {
    const definition = overItems({
      ItemSelector: {
        n: '{% $states.context.Map.Item.Value %}',
        at: '{% $states.context.Map.Item.Index %}',
        from: '{% $states.input.name %}',
      },
      ItemProcessor: {
        StartAt: 'Show',
        States: { Show: { Type: 'Pass', Output: '{% [$states.input, $states.context.Map.Item.Value] %}', End: true } },
      },
    });
    const { result } = await runMachine(definition, { input: { items: ['a', 'b'], name: 'x' } });
    expect(result).toEqual({
      status: 'SUCCEEDED',
      output: [
        [{ n: 'a', at: 0, from: 'x' }, 'a'],
        [{ n: 'b', at: 1, from: 'x' }, 'b'],
      ],
    });
  });

  test.each([
    [3, 3],
    [0, 40],
    [100, 40],
  ])('MaxConcurrency %d lets %d run at once', async (MaxConcurrency, expected) => {
    let [running, most] = [0, 0];
    const { simulatedSystem } = await import('../../../../simulation/SimulatedClock.ts');
    const system = simulatedSystem(1);
    const { result } = await runMachine(overItems({ MaxConcurrency }), {
      system,
      input: { items: Array.from({ length: 90 }, (_, index) => index) },
      tasks: async () => {
        running += 1;
        most = Math.max(most, running);
        await system.clock.sleep(1000);
        running -= 1;
        return null;
      },
    });
    expect([result.status, most]).toEqual(['SUCCEEDED', expected]);
  });

  test('an iteration that fails ends the others and starts no more', async () => {
    const started: unknown[] = [];
    const { result, events } = await runMachine(overItems({ MaxConcurrency: 2 }), {
      input: { items: [0, 1, 2, 3] },
      tasks: (_, n) => {
        started.push(n);
        if (n === 1) throw taskError('Corrupt', 'bytes');
        return new Promise(() => undefined);
      },
    });
    expect(result).toEqual({ status: 'FAILED', error: 'Corrupt', cause: 'bytes' });
    expect(started).toEqual([0, 1]);
    expect(events.map(([, event]) => event.type).filter((type) => type.startsWith('Map'))).toEqual([
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'MapIterationStarted',
      'MapIterationFailed',
      'MapIterationAborted',
      'MapStateFailed',
    ]);
  });

  test('iterations share the history of the execution, of at most 25,000 events', async () => {
    const definition = overItems({
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Never' }],
      Next: 'Never',
      End: undefined,
    });
    const withEnd = JSON.parse(JSON.stringify(definition)) as { States: Record<string, unknown> };
    withEnd.States.Never = { Type: 'Pass', End: true };
    const { result, events } = await runMachine(withEnd, {
      input: { items: Array.from({ length: 4000 }, () => 1) },
      tasks: () => 1,
    });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(events.length).toBe(25_000);
    expect(events.at(-1)?.[1]).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  });

  test('what is no array is States.QueryEvaluationError, which a catcher may take', async () => {
    const { result } = await runMachine(overItems(), { input: { items: { a: 1 } } });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });
});
