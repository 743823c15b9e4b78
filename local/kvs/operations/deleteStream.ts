import { optionalString, requiredString } from '../protocol/members.ts';
import { STREAM_ARN } from './namedStream.ts';
import { admit, type JsonOperation } from './Operation.ts';
import { checkVersion, VERSION } from './streamVersion.ts';

/**
 * Deletes a stream; its data is unreadable at once. Without CurrentVersion only the ARN's creation time is checked.
 * Documented: API reference, DeleteStream.
 */
export const deleteStream: JsonOperation = {
  kind: 'json',
  name: 'DeleteStream',
  service: 'kinesis-video',
  path: '/deleteStream',
  rate: { account: 50, stream: 5 },
  async run(input, call) {
    const arn = requiredString(input, 'StreamARN', STREAM_ARN);
    const version = optionalString(input, 'CurrentVersion', VERSION);
    const { streams, callRates } = call.context;
    const stream = streams.byArn(arn);
    await admit(call, stream);
    if (version !== undefined) checkVersion(stream, version);
    await streams.delete(stream);
    callRates.forget(stream.description.name);
    return {};
  },
};
