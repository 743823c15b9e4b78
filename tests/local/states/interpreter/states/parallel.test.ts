import { machine, runMachine, taskError } from '../../runMachine.ts';

const work = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const branch = (state: string, more: Record<string, unknown> = {}) => ({
  StartAt: state,
  States: { [state]: { Type: 'Task', Resource: work(state), End: true, ...more } },
});

describe('Parallel', () => {
  test('runs all branches on its Arguments and gives their outputs in order', async () => {
    const definition = machine({
      Both: {
        Type: 'Parallel',
        Arguments: { n: '{% $states.input.n + 1 %}' },
        Branches: [branch('A'), branch('B')],
        Output: '{% $states.result %}',
        End: true,
      },
    });
    const { result } = await runMachine(definition, {
      input: { n: 1 },
      tasks: (resource, args) => ({ by: resource.split(':').at(-1), args }),
    });
    expect(result).toEqual({
      status: 'SUCCEEDED',
      output: [
        { by: 'A', args: { n: 2 } },
        { by: 'B', args: { n: 2 } },
      ],
    });
  });

  test('a branch reads outer variables, assigns its own, and neither its sibling nor the outside sees them', async () => {
    const inner = (name: string) => ({
      StartAt: `${name}1`,
      States: {
        [`${name}1`]: { Type: 'Pass', Assign: { own: `${name}`, sum: '{% $base + 1 %}' }, Next: `${name}2` },
        [`${name}2`]: { Type: 'Pass', Output: '{% [$base, $own, $sum] %}', End: true },
      },
    });
    const definition = machine({
      Base: { Type: 'Pass', Assign: { base: 10 }, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [inner('A'), inner('B')],
        Assign: { all: '{% $states.result %}' },
        Next: 'Show',
      },
      Show: { Type: 'Pass', Output: '{% {"all": $all, "leaked": $exists($own)} %}', End: true },
    });
    const { result } = await runMachine(definition);
    const output = {
      all: [
        [10, 'A', 11],
        [10, 'B', 11],
      ],
      leaked: false,
    };
    expect(result).toEqual({ status: 'SUCCEEDED', output });
  });

  test('the first branch to fail is the error; the others are aborted and start nothing more', async () => {
    const definition = machine({
      Both: {
        Type: 'Parallel',
        Branches: [
          branch('Bad'),
          {
            StartAt: 'Slow',
            States: {
              Slow: { Type: 'Wait', Seconds: 100, Next: 'Never' },
              Never: { Type: 'Task', Resource: work('Never'), End: true },
            },
          },
        ],
        Catch: [{ ErrorEquals: ['Broken'], Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Pass', Output: '{% $states.input.Cause %}', End: true },
    });
    const called: string[] = [];
    const ran = await runMachine(definition, {
      tasks: (resource) => {
        called.push(resource);
        throw taskError('Broken', 'why');
      },
    });
    expect(ran.result).toEqual({ status: 'SUCCEEDED', output: 'why' });
    expect([called, ran.tookMs]).toEqual([[work('Bad')], 0]);
  });

  test('Retry runs all branches again', async () => {
    const definition = machine({
      Both: {
        Type: 'Parallel',
        Branches: [branch('A'), branch('B')],
        Retry: [{ ErrorEquals: ['Throttled'], IntervalSeconds: 5 }],
        End: true,
      },
    });
    const called: string[] = [];
    const { result, tookMs } = await runMachine(definition, {
      tasks: (resource) => {
        called.push(resource.slice(-1));
        if (called.length === 2) throw taskError('Throttled');
        return 1;
      },
    });
    expect([result, called.join(''), tookMs]).toEqual([{ status: 'SUCCEEDED', output: [1, 1] }, 'ABAB', 5000]);
  });
});
