import { namedStream } from './namedStream.ts';
import { CONTROL_RATE, type JsonOperation } from './Operation.ts';

/** A stream's tags, at most 50, hence one page. Documented: API reference, ListTagsForStream. */
export const listTagsForStream: JsonOperation = {
  kind: 'json',
  name: 'ListTagsForStream',
  service: 'kinesis-video',
  path: '/listTagsForStream',
  rate: CONTROL_RATE,
  async run(input, call) {
    return { Tags: (await namedStream(input, call)).description.tags };
  },
};
