import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { GetMediaForFragmentListCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { DocumentSplitter } from '../../../core/matroska/DocumentSplitter.ts';
import { FragmentCutter } from '../../../core/matroska/FragmentCutter.ts';
import { readFragment } from '../../../core/matroska/readFragment.ts';
import { listAll } from './listAll.ts';
import { putWhole } from './putMediaSender.ts';
import { type RunningKvs, startKvs } from './startKvs.ts';

/** Bodies that AWS's own producers sent. They lie beside the project, where they are present at all. */
const CAPTURES = join(__dirname, '../../../../shared/captures');
const arePresent = existsSync(CAPTURES);
if (!arePresent) process.stdout.write('External captures are absent: what real producers sent is not tried.\n');

let kvs: RunningKvs;
beforeAll(async () => {
  kvs = await startKvs();
});
afterAll(async () => {
  await kvs.remove();
});

const captures = arePresent ? ['putmedia-kvssink.mkv', 'putmedia-camera.mkv'] : [];

test('captures are tried where they are present', () => {
  expect(captures).toHaveLength(arePresent ? 2 : 0);
});

for (const capture of captures) {
  test(`${capture} is stored and given back fragment by fragment`, async () => {
    const bytes = readFileSync(join(CAPTURES, capture));
    const cutter = new FragmentCutter();
    const sent = [...cutter.push(bytes), ...cutter.end()].filter((event) => event.kind === 'fragment');
    const StreamName = capture.replace('.mkv', '');
    await kvs.control.send(new CreateStreamCommand({ StreamName, DataRetentionInHours: 24 }));

    const acks = await putWhole({ port: kvs.port, streamName: StreamName }, bytes, 1400);

    expect(acks.filter((ack) => ack.EventType === 'PERSISTED').map((ack) => ack.FragmentTimecode)).toEqual(
      sent.map((event) => event.timecodeMs),
    );
    expect(acks.filter((ack) => ack.EventType === 'ERROR')).toEqual([]);
    const firstMs = sent[0]?.timecodeMs ?? 0;
    const listed = await listAll(kvs, StreamName, firstMs, firstMs + 86_400_000);
    expect(listed.map((entry) => entry.ProducerTimestamp?.getTime())).toEqual(sent.map((event) => event.timecodeMs));
    const { Payload } = await kvs.archived.send(
      new GetMediaForFragmentListCommand({
        StreamName,
        Fragments: listed.map((entry) => entry.FragmentNumber ?? ''),
      }),
    );
    const splitter = new DocumentSplitter();
    const events = [...splitter.push((await Payload?.transformToByteArray()) ?? new Uint8Array()), ...splitter.end()];
    expect(events.map((event) => (event.kind === 'document' ? readFragment(event.bytes).frames.length : 0))).toEqual(
      sent.map((event) => event.frames.length),
    );
    events.forEach((event, index) => {
      const stored = event.kind === 'document' ? Buffer.from(event.bytes) : Buffer.alloc(0);
      expect(stored.subarray(-(sent[index]?.bytes.length ?? 0)).equals(Buffer.from(sent[index]?.bytes ?? []))).toBe(
        true,
      );
    });
  });
}
