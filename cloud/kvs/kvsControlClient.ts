import { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';

/** The control plane's client. */
export function kvsControlClient(): KinesisVideoClient {
  return new KinesisVideoClient({ requestHandler: { connectionTimeout: 3000, socketTimeout: 15_000 } });
}
