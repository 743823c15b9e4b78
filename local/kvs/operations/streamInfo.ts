import type { Stream } from '../streams/Stream.ts';

/** A stream as DescribeStream and ListStreams show it (documented: service model, StreamInfo). */
export function streamInfo({ description }: Stream): Record<string, unknown> {
  return {
    DeviceName: description.deviceName,
    StreamName: description.name,
    StreamARN: description.arn,
    MediaType: description.mediaType,
    KmsKeyId: description.kmsKeyId,
    Version: description.version,
    // Assumed: creating and updating are done before they are answered; the real service takes moments.
    Status: 'ACTIVE',
    CreationTime: description.createdMs / 1000,
    DataRetentionInHours: description.retentionHours,
  };
}
