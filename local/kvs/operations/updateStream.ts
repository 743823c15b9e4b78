import { optionalString, requiredString } from '../protocol/members.ts';
import { DEVICE_NAME, MEDIA_TYPE } from './createStream.ts';
import { namedStream } from './namedStream.ts';
import { CONTROL_RATE, type JsonOperation } from './Operation.ts';
import { checkVersion, VERSION } from './streamVersion.ts';

/** Changes device name or media type, and the version. Documented: API reference, UpdateStream. */
export const updateStream: JsonOperation = {
  kind: 'json',
  name: 'UpdateStream',
  service: 'kinesis-video',
  path: '/updateStream',
  rate: CONTROL_RATE,
  async run(input, call) {
    const version = requiredString(input, 'CurrentVersion', VERSION);
    const deviceName = optionalString(input, 'DeviceName', DEVICE_NAME);
    const mediaType = optionalString(input, 'MediaType', MEDIA_TYPE);
    const stream = await namedStream(input, call);
    checkVersion(stream, version);
    await stream.update({
      version: call.context.streams.newVersion(),
      ...(deviceName === undefined ? {} : { deviceName }),
      ...(mediaType === undefined ? {} : { mediaType }),
    });
    return {};
  },
};
