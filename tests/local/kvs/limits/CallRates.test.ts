import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream, describeStream } from '../streamCalls.ts';

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs();
});
afterEach(async () => {
  await kvs.remove();
});

describe("with quotas: 'aws'", () => {
  test('a stream is described five times a second', async () => {
    await createStream(kvs, 's');
    kvs.service.configure({ quotas: 'aws' });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => describeStream(kvs, 's')));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(2);
    expect(refused[0]).toMatchObject({
      reason: {
        name: 'ClientLimitExceededException',
        message: "Limit exceeded on number of requests for DescribeStream API for resource 's'",
      },
    });
  });
});
