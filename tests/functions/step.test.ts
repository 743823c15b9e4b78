import { ArchiverError } from '../../core/errors.ts';
import { countThrottled } from '../../functions/metrics.ts';
import { step } from '../../functions/step.ts';
import { readEmbeddedMetrics } from '../serverless/checks/emitted.ts';

const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:archive:run-1';

let lines: string[];
const spies: jest.SpyInstance[] = [];

beforeEach(() => {
  process.env.STAGE = 'prod';
  lines = [];
  const take = (chunk: unknown) => lines.push(...String(chunk).trim().split('\n')) > 0;
  spies.push(
    jest.spyOn(process.stdout, 'write').mockImplementation(take),
    jest.spyOn(process.stderr, 'write').mockImplementation(take),
  );
});
afterEach(() => {
  for (const spy of spies.splice(0)) spy.mockRestore();
});

const records = () =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => !('_aws' in line));
const metrics = () => Object.fromEntries(lines.flatMap(readEmbeddedMetrics).map(({ name, value }) => [name, value]));

test.each<[string, object, object]>([
  [
    'a window',
    { window: { streamName: 'door', runId: 'run-1', executionArn: EXECUTION }, plan: { planId: 'abc' } },
    { streamName: 'door', runId: 'run-1', executionArn: EXECUTION, planId: 'abc' },
  ],
  [
    'an item of a run',
    { item: { streamName: 'door' }, run: { runId: 'run-1', executionArn: EXECUTION } },
    { streamName: 'door', runId: 'run-1', executionArn: EXECUTION },
  ],
  [
    'what a run was asked for',
    { input: { stream: 'door' }, executionArn: EXECUTION },
    { streamName: 'door', runId: 'run-1', executionArn: EXECUTION },
  ],
])('a line names stream, run and execution, from %s', async (_name, input, expected) => {
  await step('listFragments', async () => ({ listed: 3 }))(input);

  expect(records()).toEqual([expect.objectContaining({ ...expected, step: 'listFragments', output: { listed: 3 } })]);
  expect(records()[0]).toMatchObject({ level: 'INFO', service: 'kvs-archiver', timestamp: expect.any(String) });
});

test('publishes what was measured, and what was throttled meanwhile', async () => {
  const handler = step(
    'commitWindow',
    async () => {
      countThrottled();
      countThrottled();
      return { clips: 4 };
    },
    ({ clips }) => [{ name: 'ClipsArchived', value: clips }],
  );

  await handler({});

  expect(metrics()).toEqual({ ClipsArchived: 4, CallsThrottled: 2 });
  lines = [];
  await step('commitWindow', async () => ({}))({});
  expect(metrics()).toEqual({});
});

test('an error goes through under its name; a throttle is a warning, and is counted', async () => {
  const throttle = step('listFragments', async () => {
    throw new ArchiverError('Throttled', 'ListFragments: too many');
  });
  const failure = step('listFragments', async () => {
    throw new ArchiverError('Corrupt', 'a fragment without a number');
  });

  await expect(throttle({})).rejects.toMatchObject({ name: 'Throttled' });
  expect(metrics()).toEqual({ StepsThrottled: 1 });
  await expect(failure({})).rejects.toMatchObject({ name: 'Corrupt' });

  expect(records().map(({ level, error }) => [level, (error as { name: string }).name])).toEqual([
    ['WARN', 'Throttled'],
    ['ERROR', 'Corrupt'],
  ]);
  expect(metrics()).toEqual({ StepsThrottled: 1 });
});
