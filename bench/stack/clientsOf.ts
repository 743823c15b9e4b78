import { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { KinesisVideoArchivedMediaClient } from '@aws-sdk/client-kinesis-video-archived-media';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';

export interface Clients {
  readonly kvs: KinesisVideoClient;
  readonly archived: KinesisVideoArchivedMediaClient;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
}

/** Plain SDK clients for a stack that answers at `url`. */
export function clientsOf(url: string): Clients {
  const options = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'thing' },
  };
  return {
    kvs: new KinesisVideoClient(options),
    archived: new KinesisVideoArchivedMediaClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    sfn: new SFNClient(options),
  };
}
