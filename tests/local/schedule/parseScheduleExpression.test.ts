import { parseScheduleExpression } from '../../../local/schedule/parseScheduleExpression.ts';

const at = (text: string): number => Date.parse(text);
const shown = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

describe('parseScheduleExpression', () => {
  test.each<[string, string, string | undefined]>([
    ['rate(1 minute)', '2026-11-21T12:00:00Z', '2026-11-21T12:00:30.000Z'],
    ['rate(5 minutes)', '2026-11-21T12:04:29Z', '2026-11-21T12:04:30.000Z'],
    ['rate(2 hours)', '2026-11-21T12:04:30Z', '2026-11-21T13:59:30.000Z'],
    ['rate(1 day)', '2026-11-21T12:00:00Z', '2026-11-22T11:59:30.000Z'],
    ['cron(0 12 * * ? *)', '2026-11-21T12:00:00Z', '2026-11-22T12:00:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-21T12:01:00Z', '2026-11-21T12:15:00.000Z'],
    ['cron(5/20 8-10 * * ? *)', '2026-11-21T09:06:00Z', '2026-11-21T09:25:00.000Z'],
    ['cron(0 8 ? * 1 *)', '2026-11-21T12:00:00Z', '2026-11-22T08:00:00.000Z'],
    ['cron(0 8 ? * MON-FRI *)', '2026-11-21T12:00:00Z', '2026-11-23T08:00:00.000Z'],
    ['cron(0 8 1 1 ? 2030)', '2026-11-21T12:00:00Z', '2030-01-01T08:00:00.000Z'],
    ['cron(0 8 1 1 ? 2020)', '2026-11-21T12:00:00Z', undefined],
    ['at(2026-11-21T13:00:00)', '2026-11-21T12:00:00Z', '2026-11-21T13:00:00.000Z'],
    ['at(2026-11-21T13:00:00)', '2026-11-21T13:00:00Z', undefined],
  ])('%s after %s is due at %s', (expression, after, due) => {
    const anchor = at('2026-11-21T11:59:30Z');
    expect(shown(parseScheduleExpression(expression).next(at(after), anchor))).toBe(due);
  });

  test('a cron and a time are read in their time zone', () => {
    const zone = 'Europe/Berlin';
    expect(shown(parseScheduleExpression('cron(0 9 * * ? *)', zone).next(at('2026-07-01T00:00:00Z'), 0))).toBe(
      '2026-07-01T07:00:00.000Z',
    );
    expect(shown(parseScheduleExpression('at(2026-12-01T09:00:00)', zone).next(at('2026-07-01T00:00:00Z'), 0))).toBe(
      '2026-12-01T08:00:00.000Z',
    );
  });

  test.each([
    'rate(0 minutes)',
    'rate(1 week)',
    'rate(five minutes)',
    'cron(* * * * *)',
    'cron(61 * * * ? *)',
    'at(tomorrow)',
    'every day',
    '',
  ])('refuses %j and quotes it', (expression) => {
    expect(() => parseScheduleExpression(expression)).toThrow(JSON.stringify(expression));
  });
});
