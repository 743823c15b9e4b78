import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { ListFragmentsCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { type Fragment, fragmentNumber, producerMs, serverMs } from '../../core/fragment.ts';
import { type Clients, clientsOf } from '../stack/clientsOf.ts';
import type { StackProcess } from '../stack/StackProcess.ts';
import { type CameraSketch, cameraClusters, cameraHeader } from './cameraFootage.ts';
import { PutMediaSession } from './putFootage.ts';

/** Footage that KVS holds. */
export interface RecordedStream {
  readonly streamName: string;
  readonly streamArn: string;
  readonly sketch: CameraSketch;
  /** End of the last fragment; not part of it. */
  readonly endMs: number;
  readonly bytes: number;
}

/** Makes a stream and sends it a camera's footage as fast as it is taken. */
export async function recordStream(
  stack: StackProcess,
  streamName: string,
  sketch: CameraSketch,
): Promise<RecordedStream> {
  const { kvs } = clientsOf(stack.url);
  const created = await kvs.send(new CreateStreamCommand({ StreamName: streamName, DataRetentionInHours: 48 }));
  const session = new PutMediaSession(stack.url, streamName);
  await session.send(cameraHeader());
  let bytes = 0;
  for (const cluster of cameraClusters(sketch)) {
    bytes += cluster.length;
    await session.send(cluster);
  }
  await session.end();
  const endMs = sketch.startMs + sketch.count * sketch.fragmentMs;
  return { streamName, streamArn: created.StreamARN ?? '', sketch, endMs, bytes };
}

/** What ListFragments tells of a recorded stream, in order of producer time. */
export async function listRecorded({ archived }: Clients, stream: RecordedStream): Promise<Fragment[]> {
  const found: Fragment[] = [];
  let NextToken: string | undefined;
  do {
    const page = await archived.send(
      new ListFragmentsCommand({
        StreamName: stream.streamName,
        MaxResults: 1000,
        NextToken,
        FragmentSelector: {
          FragmentSelectorType: 'PRODUCER_TIMESTAMP',
          TimestampRange: { StartTimestamp: new Date(stream.sketch.startMs), EndTimestamp: new Date(stream.endMs) },
        },
      }),
    );
    for (const { FragmentNumber, ProducerTimestamp, ServerTimestamp, ...rest } of page.Fragments ?? []) {
      found.push({
        number: fragmentNumber(FragmentNumber ?? ''),
        producerMs: producerMs(ProducerTimestamp?.getTime() ?? 0),
        serverMs: serverMs(ServerTimestamp?.getTime() ?? 0),
        lengthMs: rest.FragmentLengthInMilliseconds ?? 0,
        bytes: rest.FragmentSizeInBytes ?? 0,
      });
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined && NextToken !== '');
  return found.sort((a, b) => a.producerMs - b.producerMs);
}
