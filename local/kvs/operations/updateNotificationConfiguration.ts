import { readNotificationConfiguration } from '../notifications/readNotificationConfiguration.ts';
import { optionalStructure } from '../protocol/members.ts';
import { namedStream } from './namedStream.ts';
import { CONTROL_RATE, type JsonOperation } from './Operation.ts';
import { retainingStream } from './retainingStream.ts';

/**
 * Says where tagged fragments are announced; without a configuration the stream's is deleted (documented: API
 * reference, UpdateNotificationConfiguration). Holds for what is persisted from now on.
 */
export const updateNotificationConfiguration: JsonOperation = {
  kind: 'json',
  name: 'UpdateNotificationConfiguration',
  service: 'kinesis-video',
  path: '/updateNotificationConfiguration',
  rate: CONTROL_RATE,
  async run(input, call) {
    const given = optionalStructure(input, 'NotificationConfiguration');
    if (given === undefined) {
      await (await namedStream(input, call)).update({ notification: undefined });
      return {};
    }
    const notification = readNotificationConfiguration(given, call.context.region);
    await (await retainingStream(input, call)).update({ notification });
    return {};
  },
};
