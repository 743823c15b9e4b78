import { namedStream } from './namedStream.ts';
import type { JsonOperation } from './Operation.ts';
import { streamInfo } from './streamInfo.ts';

/** What a stream is. Documented: API reference, DescribeStream. */
export const describeStream: JsonOperation = {
  kind: 'json',
  name: 'DescribeStream',
  service: 'kinesis-video',
  path: '/describeStream',
  rate: { account: 300, stream: 5 },
  async run(input, call) {
    return { StreamInfo: streamInfo(await namedStream(input, call)) };
  },
};
