import { CreateStreamCommand, DescribeStreamCommand, type StreamInfo } from '@aws-sdk/client-kinesis-video';
import type { RunningKvs } from './startKvs.ts';

/** Makes a stream; answers its ARN. */
export async function createStream(kvs: RunningKvs, name: string, retentionHours = 24): Promise<string> {
  const { StreamARN } = await kvs.control.send(
    new CreateStreamCommand({ StreamName: name, DataRetentionInHours: retentionHours }),
  );
  return StreamARN ?? '';
}

export async function describeStream(kvs: RunningKvs, name: string): Promise<StreamInfo | undefined> {
  return (await kvs.control.send(new DescribeStreamCommand({ StreamName: name }))).StreamInfo;
}
