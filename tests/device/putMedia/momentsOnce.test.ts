import { join } from 'node:path';
import { GetClipCommand, KinesisVideoArchivedMediaClient } from '@aws-sdk/client-kinesis-video-archived-media';
import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { runProducer } from '../../../device/putMedia/runProducer.ts';
import { FileSource } from '../../../device/sources/FileSource.ts';
import { type Cut, CuttingProxy } from '../CuttingProxy.ts';
import { CREDENTIALS, type KvsForDevices, REGION, startKvsForDevices } from '../kvsForDevices.ts';

const START_MS = 1_795_000_000_000;
const MEDIA = join(__dirname, '../../media');

let service: KvsForDevices;
beforeAll(async () => {
  service = await startKvsForDevices();
});
afterAll(() => service.close());

test('what went out twice, since its PERSISTED was lost on the way, plays once', async () => {
  // Each cut is behind the first RECEIVED: the fragment is stored, and the producer does not know.
  const cuts = Array.from(
    { length: 4 },
    (): Cut => ({ side: 'down', behind: Buffer.from('RECEIVED'), occurrence: 1, offset: 20 }),
  );
  const proxy = new CuttingProxy(() => Number(new URL(service.endpoint).port), cuts);
  const endpoint = await proxy.listen();
  service.announce(endpoint);

  const summary = await runProducer({
    source: await FileSource.open({
      location: join(MEDIA, 'h264-aac.mkv'),
      speed: 'max',
      loop: false,
      startMs: START_MS,
      system: realSystem,
    }),
    streamName: 'twice',
    region: REGION,
    endpoint,
    credentials: CREDENTIALS,
    createStream: { retentionHours: 24 },
    settings: { firstRetryMs: 5, longestRetryMs: 20, connectionTakenMs: 5 },
    system: realSystem,
  });
  await proxy.close();
  const stored = await service.stored('twice', START_MS);

  const archived = new KinesisVideoArchivedMediaClient({
    region: REGION,
    endpoint: service.endpoint,
    credentials: CREDENTIALS,
  });
  const { Payload } = await archived.send(
    new GetClipCommand({
      StreamName: 'twice',
      ClipFragmentSelector: {
        FragmentSelectorType: 'PRODUCER_TIMESTAMP',
        TimestampRange: { StartTimestamp: new Date(START_MS - 1_000), EndTimestamp: new Date(START_MS + 60_000) },
      },
    }),
  );
  const bytes = (await Payload?.transformToByteArray()) ?? new Uint8Array();
  archived.destroy();
  const input = new Input({ source: new BufferSource(Uint8Array.from(bytes).buffer), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  const times: number[] = [];
  if (track !== null) {
    for await (const packet of new EncodedPacketSink(track).packets()) times.push(Math.round(packet.timestamp * 1_000));
  }

  const moments = stored.map(({ clusterTimecodeMs }) => clusterTimecodeMs);
  const videoFrames = new Set(
    stored.flatMap(({ frames }) => frames.filter((f) => f.trackNumber === 1).map((f) => f.timeMs)),
  );
  expect(proxy.cutsMade).toBe(4);
  expect(summary).toMatchObject({ dropped: 0, unpersisted: 0 });
  expect(summary.sentAgain).toBeGreaterThanOrEqual(4);
  expect(moments.length).toBeGreaterThan(new Set(moments).size);
  // 60 pictures, as ffprobe counts them in the file; as many in the clip, no two at one time.
  expect(videoFrames.size).toBe(60);
  expect(times).toHaveLength(60);
  expect(new Set(times).size).toBe(60);
});
