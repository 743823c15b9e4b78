import { KvsError } from '../kvsError.ts';
import { requiredInteger, requiredString, requiredWord } from '../protocol/members.ts';
import { MAX_RETENTION_HOURS } from './createStream.ts';
import { namedStream } from './namedStream.ts';
import { CONTROL_RATE, type JsonOperation } from './Operation.ts';
import { checkVersion, VERSION } from './streamVersion.ts';

/**
 * Lengthens or shortens the retention by a number of hours. Shortening takes older data away at once; lengthening keeps
 * what is there longer, and brings nothing back. Documented: API reference, UpdateDataRetention.
 */
export const updateDataRetention: JsonOperation = {
  kind: 'json',
  name: 'UpdateDataRetention',
  service: 'kinesis-video',
  path: '/updateDataRetention',
  rate: CONTROL_RATE,
  async run(input, call) {
    const version = requiredString(input, 'CurrentVersion', VERSION);
    const operation = requiredWord(input, 'Operation', ['INCREASE_DATA_RETENTION', 'DECREASE_DATA_RETENTION']);
    const change = requiredInteger(input, 'DataRetentionChangeInHours', 1, MAX_RETENTION_HOURS);
    const stream = await namedStream(input, call);
    checkVersion(stream, version);
    const present = stream.description.retentionHours;
    const retentionHours = operation === 'INCREASE_DATA_RETENTION' ? present + change : present - change;
    if (retentionHours < 0 || retentionHours > MAX_RETENTION_HOURS) {
      throw new KvsError(
        'InvalidArgumentException',
        `The data retention of a stream must be between 0 and ${MAX_RETENTION_HOURS} hours; the change gives ${retentionHours}.`,
      );
    }
    const expiredThroughMs = stream.expiredThroughMs();
    await stream.update({ retentionHours, expiredThroughMs, version: call.context.streams.newVersion() });
    await stream.log.removeExpired(stream.expiredThroughMs());
    return {};
  },
};
