import { constraintError } from '../kvsError.ts';
import { namedStream } from './namedStream.ts';
import { CONTROL_RATE, type JsonOperation } from './Operation.ts';
import { checkTagCount, tagsOf } from './streamTags.ts';

/** Adds tags to a stream, or replaces their values. Documented: API reference, TagStream. */
export const tagStream: JsonOperation = {
  kind: 'json',
  name: 'TagStream',
  service: 'kinesis-video',
  path: '/tagStream',
  rate: CONTROL_RATE,
  async run(input, call) {
    const added = tagsOf(input);
    if (added === undefined) throw constraintError('Tags', undefined, 'Member must not be null');
    const stream = await namedStream(input, call);
    const tags = { ...stream.description.tags, ...added };
    checkTagCount(tags);
    await stream.update({ tags });
    return {};
  },
};
