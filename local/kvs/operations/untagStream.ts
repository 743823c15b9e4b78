import { requiredStrings } from '../protocol/members.ts';
import { namedStream } from './namedStream.ts';
import { CONTROL_RATE, type JsonOperation } from './Operation.ts';
import { TAG_KEY } from './streamTags.ts';

/** Removes tags; a key that the stream does not have is no error (assumed). Documented: API reference, UntagStream. */
export const untagStream: JsonOperation = {
  kind: 'json',
  name: 'UntagStream',
  service: 'kinesis-video',
  path: '/untagStream',
  rate: CONTROL_RATE,
  async run(input, call) {
    const removed = new Set(requiredStrings(input, 'TagKeyList', { min: 1, max: 50 }, TAG_KEY));
    const stream = await namedStream(input, call);
    const kept = Object.entries(stream.description.tags).filter(([key]) => !removed.has(key));
    await stream.update({ tags: Object.fromEntries(kept) });
    return {};
  },
};
