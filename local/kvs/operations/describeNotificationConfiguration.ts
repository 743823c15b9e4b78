import { namedStream } from './namedStream.ts';
import { CONTROL_RATE, type JsonOperation } from './Operation.ts';

/** Where a stream's tagged fragments are announced; nothing where it is not set up (documented: API reference). */
export const describeNotificationConfiguration: JsonOperation = {
  kind: 'json',
  name: 'DescribeNotificationConfiguration',
  service: 'kinesis-video',
  path: '/describeNotificationConfiguration',
  rate: CONTROL_RATE,
  async run(input, call) {
    const { notification } = (await namedStream(input, call)).description;
    return notification === undefined ? {} : { NotificationConfiguration: notification };
  },
};
