import {
  optionalInteger,
  optionalString,
  optionalStructure,
  requiredString,
  requiredWord,
} from '../protocol/members.ts';
import { STREAM_NAME } from './namedStream.ts';
import { admit, type JsonOperation } from './Operation.ts';
import { checkTagCount, tagsOf } from './streamTags.ts';

export const DEVICE_NAME = { min: 1, max: 128, pattern: /^[a-zA-Z0-9_.-]+$/ } as const;
/** `type/subtype`, several parted by commas (documented: service model). */
export const MEDIA_TYPE = { min: 1, max: 128, pattern: /^[\w\-.+]+\/[\w\-.+]+(,[\w\-.+]+\/[\w\-.+]+)*$/ } as const;
/** Ten years in hours (documented: service quotas, data retention period). */
export const MAX_RETENTION_HOURS = 87_600;

/** Makes a stream, active at once. Documented: API reference, CreateStream. */
export const createStream: JsonOperation = {
  kind: 'json',
  name: 'CreateStream',
  service: 'kinesis-video',
  path: '/createStream',
  rate: { account: 50 },
  async run(input, call) {
    const name = requiredString(input, 'StreamName', STREAM_NAME);
    const deviceName = optionalString(input, 'DeviceName', DEVICE_NAME);
    const mediaType = optionalString(input, 'MediaType', MEDIA_TYPE);
    const kmsKeyId = optionalString(input, 'KmsKeyId', { min: 1, max: 2048 });
    const retentionHours = optionalInteger(input, 'DataRetentionInHours', 0, MAX_RETENTION_HOURS) ?? 0;
    const tags = tagsOf(input) ?? {};
    checkTagCount(tags);
    const storage = optionalStructure(input, 'StreamStorageConfiguration');
    const storageTier = storage === undefined ? 'HOT' : requiredWord(storage, 'DefaultStorageTier', ['HOT', 'WARM']);
    await admit(call, undefined, name);
    const { region, accountId, streams } = call.context;
    const stream = await streams.create({
      name,
      deviceName,
      mediaType,
      kmsKeyId: kmsKeyId ?? `arn:aws:kms:${region}:${accountId}:alias/aws/kinesisvideo`,
      retentionHours,
      storageTier,
      tags,
    });
    return { StreamARN: stream.description.arn };
  },
};
