import { schedulePeriod } from '../../../core/observe/schedulePeriod.ts';

const { periodSeconds } = require('../../../serverless/schedulePeriod.cjs') as {
  periodSeconds(expression: string): number;
};

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  [' rate(2 hours) ', 7_200_000],
  ['rate(1 day)', 86_400_000],
  ['cron(0/5 * * * ? *)', 86_400_000],
])('%s is %i ms, to the functions and to the template', (expression, ms) => {
  expect(schedulePeriod(expression)).toBe(ms);
  expect(periodSeconds(expression) * 1000).toBe(ms);
});
