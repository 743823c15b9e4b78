import { simulatedSystem } from '../../../../simulation/SimulatedClock.ts';
import { machine, runMachine } from '../../runMachine.ts';

const START = Date.UTC(2026, 4, 1, 12);

describe('Wait', () => {
  test.each([
    ['Seconds', { Seconds: 90 }, 90_000],
    ['Seconds from an expression', { Seconds: '{% $states.input.rest * 2 %}' }, 14_000],
    ['no seconds', { Seconds: 0 }, 0],
    ['a year', { Seconds: 31_536_000 }, 31_536_000_000],
    ['Timestamp', { Timestamp: '2026-05-01T12:00:30Z' }, 30_000],
    ['Timestamp with an offset', { Timestamp: '2026-05-01T14:01:00.5+02:00' }, 60_500],
    ['a time that is past', { Timestamp: '{% $states.input.past %}' }, 0],
  ])('waits %s', async (_, fields, expected) => {
    const definition = machine({ Rest: { Type: 'Wait', ...fields, End: true } });
    const input = { rest: 7, past: '2020-01-01T00:00:00Z' };
    const { result, tookMs } = await runMachine(definition, { input, system: simulatedSystem(1, START) });
    expect([result, tookMs]).toEqual([{ status: 'SUCCEEDED', output: input }, expected]);
  });

  test.each([
    ['a fraction', { Seconds: '{% 1.5 %}' }],
    ['less than nothing', { Seconds: '{% -1 %}' }],
    ['more than is allowed', { Seconds: '{% 100000000 %}' }],
    ['text', { Seconds: '{% "3" %}' }],
    ['no time', { Timestamp: '{% "tomorrow" %}' }],
  ])('refuses %s with States.QueryEvaluationError', async (_, fields) => {
    const { result } = await runMachine(machine({ Rest: { Type: 'Wait', ...fields, End: true } }));
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });
});
