import { GetDataEndpointCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { GetClipCommand, KinesisVideoArchivedMediaClient } from '@aws-sdk/client-kinesis-video-archived-media';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** One span of footage, and where its clip goes. */
export interface CommonClip {
  readonly streamName: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucket: string;
  readonly key: string;
}

const control = new KinesisVideoClient({});
const s3 = new S3Client({ forcePathStyle: true });

/**
 * The Lambda that is found in tutorials and samples: GetClip, the whole body into memory, PutObject. Nothing is checked.
 * The baseline of what ArchiveClip does.
 */
export async function handler(clip: CommonClip): Promise<{ bytes: number }> {
  const { DataEndpoint } = await control.send(
    new GetDataEndpointCommand({ StreamName: clip.streamName, APIName: 'GET_CLIP' }),
  );
  const media = new KinesisVideoArchivedMediaClient({ endpoint: DataEndpoint ?? '' });
  const { Payload } = await media.send(
    new GetClipCommand({
      StreamName: clip.streamName,
      ClipFragmentSelector: {
        FragmentSelectorType: 'PRODUCER_TIMESTAMP',
        TimestampRange: { StartTimestamp: new Date(clip.fromMs), EndTimestamp: new Date(clip.toMs) },
      },
    }),
  );
  if (Payload === undefined) throw new Error('GetClip gave no body');
  const body = await Payload.transformToByteArray();
  await s3.send(new PutObjectCommand({ Bucket: clip.bucket, Key: clip.key, Body: body, ContentType: 'video/mp4' }));
  return { bytes: body.length };
}
