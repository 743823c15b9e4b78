import { machine, runMachine } from '../../runMachine.ts';

const sorting = machine({
  Sort: {
    Type: 'Choice',
    Choices: [
      { Condition: '{% $states.input.n > 10 %}', Output: '{% "many" %}', Assign: { by: 'first rule' }, Next: 'Show' },
      { Condition: '{% $states.input.n > 0 %}', Assign: { by: 'second rule' }, Next: 'Show' },
    ],
    Output: '{% "none" %}',
    Assign: { by: 'default' },
    Default: 'Show',
  },
  Show: { Type: 'Pass', Output: '{% [$by, $states.input] %}', End: true },
});

describe('Choice', () => {
  test.each([
    [{ n: 11 }, ['first rule', 'many']],
    [{ n: 1 }, ['second rule', { n: 1 }]],
    [{ n: 0 }, ['default', 'none']],
  ])('%j takes its rule, with its Output and Assign', async (input, output) => {
    expect((await runMachine(sorting, { input })).result).toEqual({ status: 'SUCCEEDED', output });
  });

  test('without a match and a Default it is States.NoChoiceMatched', async () => {
    const definition = machine({
      Sort: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Done' }] },
      Done: { Type: 'Succeed' },
    });
    expect((await runMachine(definition)).result).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  test('a Condition that is no boolean is States.QueryEvaluationError', async () => {
    const definition = machine({
      Sort: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'Done' }] },
      Done: { Type: 'Succeed' },
    });
    const { result } = await runMachine(definition);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });

  test('a loop by Choice counts in a variable until its condition holds', async () => {
    const definition = machine({
      Start: { Type: 'Pass', Assign: { n: 0 }, Next: 'Rest' },
      Rest: { Type: 'Wait', Seconds: 60, Assign: { n: '{% $n + 1 %}' }, Next: 'Again' },
      Again: { Type: 'Choice', Choices: [{ Condition: '{% $n < 24 %}', Next: 'Rest' }], Default: 'Done' },
      Done: { Type: 'Succeed', Output: '{% $n %}' },
    });
    const { result, tookMs } = await runMachine(definition);
    expect([result, tookMs]).toEqual([{ status: 'SUCCEEDED', output: 24 }, 24 * 60_000]);
  });
});
