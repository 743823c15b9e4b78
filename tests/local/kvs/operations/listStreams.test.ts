import { ListStreamsCommand } from '@aws-sdk/client-kinesis-video';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream } from '../streamCalls.ts';

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs();
});
afterEach(async () => {
  await kvs.remove();
});

describe('ListStreams', () => {
  test('pages through all streams, by name', async () => {
    for (const name of ['b1', 'a1', 'b2', 'b3', 'c1']) await createStream(kvs, name);
    const names: (string | undefined)[][] = [];
    let NextToken: string | undefined;
    do {
      const answer = await kvs.control.send(new ListStreamsCommand({ MaxResults: 2, NextToken }));
      names.push((answer.StreamInfoList ?? []).map((info) => info.StreamName));
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    expect(names).toEqual([['a1', 'b1'], ['b2', 'b3'], ['c1']]);
    const filtered = await kvs.control.send(
      new ListStreamsCommand({ StreamNameCondition: { ComparisonOperator: 'BEGINS_WITH', ComparisonValue: 'b' } }),
    );
    expect(filtered.StreamInfoList?.map((info) => info.StreamName)).toEqual(['b1', 'b2', 'b3']);
  });
});
