import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expectArchivedOnce } from './harness/expectArchivedOnce.ts';
import { breakThings, mendThings } from './harness/faults.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { endOf, startMachine } from './harness/runMachine.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
}, 900_000);
afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
});

/** A function that ends before it does anything, each time: Lambda is down for it. */
const down = (name: string) => [{ function: name, kind: 'kill', beforeCall: 1 }];

describe('a run that failed because Lambda was down is redriven, and ends right', () => {
  test.each([
    ['at-its-beginning', 'prepareRun', 0],
    ['at-its-end', 'concludeRun', 1],
  ])(
    '%s',
    async (name, broken, mapRunsBefore) => {
      const { sfn } = installation;
      await enrol(installation, name);
      const body = footage({ fixture: 'h264-aac.mkv', startMs: Date.UTC(2025, 5, 1, 10), count: 20, label: name });
      const sent = await push(installation, name, body);
      await breakThings(installation, down(broken));
      const executionArn = await startMachine(installation, { stream: name });
      const red = await endOf(installation, executionArn);
      const [hits = 0] = await mendThings(installation);
      const before = await sfn.send(new ListMapRunsCommand({ executionArn }));

      await sfn.send(new RedriveExecutionCommand({ executionArn }));
      const green = await endOf(installation, executionArn);

      expect(red).toMatchObject({ status: 'FAILED', error: 'Runtime.ExitError' });
      expect(hits).toBe(4);
      expect(before.mapRuns).toHaveLength(mapRunsBefore);
      expect(green).toEqual({ status: 'SUCCEEDED', error: undefined, cause: undefined });
      expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ redriveCount: 1 });
      await expectArchivedOnce(installation, name, sent);
      // What was done is not done again: one Map Run, one child, run once.
      const { mapRuns: [mapRun, ...others] = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
      const { executions } = await sfn.send(new ListExecutionsCommand({ mapRunArn: mapRun?.mapRunArn }));
      expect(others).toEqual([]);
      expect(executions).toMatchObject([{ status: 'SUCCEEDED', redriveCount: 0 }]);
    },
    300_000,
  );
});
