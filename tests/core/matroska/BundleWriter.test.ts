import { BufferSource, EncodedPacketSink, Input, MATROSKA } from 'mediabunny';
import { producerMs } from '../../../core/fragment.ts';
import { BundleWriter } from '../../../core/matroska/BundleWriter.ts';
import { concatBytes } from '../../../core/matroska/ebml/encode.ts';
import { FragmentCutter } from '../../../core/matroska/FragmentCutter.ts';
import { readFragment } from '../../../core/matroska/readFragment.ts';
import { readDocuments } from './mediaBodies.ts';

const START = 1_795_258_557_663;
const TAGS = [{ name: 'door', value: 'open' }];

describe('BundleWriter', () => {
  test.each([
    ['h264-aac.mkv', [60, 64]],
    ['h264-bframes-aac-2s.mkv', [60, 64]],
    ['h265.mkv', [60]],
    ['h264-alaw.mkv', [45, 24]],
  ])('%s becomes one file that plays to its end', async (name, packets) => {
    const fragments = readDocuments(name, { startMs: START, tags: TAGS }).map(readFragment);
    const writer = new BundleWriter();

    const parts = fragments.map((fragment) => writer.add(fragment));
    const bundle = concatBytes(parts.flatMap((part) => part.chunks));

    expect(writer.bytesWritten).toBe(bundle.length);
    const input = new Input({ formats: [MATROSKA], source: new BufferSource(bundle) });
    const tracks = await input.getTracks();
    const counts = [];
    for (const track of tracks) {
      let count = 0;
      for await (const _ of new EncodedPacketSink(track).packets()) count++;
      counts.push(count);
    }
    expect(counts).toEqual(packets);
  });

  test('each fragment can be cut out by its offset, tags and payloads as they were', () => {
    const fragments = readDocuments('h264-aac.mkv', { startMs: START, tags: TAGS }).map(readFragment);
    const writer = new BundleWriter();
    const parts = fragments.map((fragment) => writer.add(fragment));
    const bundle = concatBytes(parts.flatMap((part) => part.chunks));
    const header = bundle.subarray(0, parts[0]?.fragment.offset);

    for (const [index, { fragment: at }] of parts.entries()) {
      const own = bundle.subarray(at.offset, at.offset + at.length);
      const read = readFragment(concatBytes([header, own]));
      const original = fragments[index];
      expect(at.number).toBe(original?.fragmentNumber);
      expect([read.fragmentNumber, read.serverMs, read.producerMs, read.tags]).toEqual([
        original?.fragmentNumber,
        original?.serverMs,
        original?.producerMs,
        TAGS,
      ]);
      expect(read.clusterTimecodeMs).toBe(read.producerMs - START);
      expect(read.frames.map((each) => each.timeMs)).toEqual(original?.frames.map((each) => each.timeMs - START));
      expect(Buffer.concat(read.frames.map((each) => each.payload))).toEqual(
        Buffer.concat(original?.frames.map((each) => each.payload) ?? []),
      );
    }
    expect(parts.at(-1)?.fragment).toMatchObject({ length: bundle.length - (parts.at(-1)?.fragment.offset ?? 0) });
  });

  test('tells its length in the header where it is known', async () => {
    const writer = new BundleWriter({ durationMs: 4000 });
    const chunks = readDocuments('h264.mkv').flatMap((document) => writer.add(readFragment(document)).chunks);

    const input = new Input({ formats: [MATROSKA], source: new BufferSource(concatBytes(chunks)) });

    expect(await input.getDurationFromMetadata()).toBe(4);
  });

  test('a bundle is a body that the cutter cuts into the same fragments', () => {
    const writer = new BundleWriter();
    const chunks = readDocuments('h265.mkv').flatMap((document) => writer.add(readFragment(document)).chunks);
    const cutter = new FragmentCutter();

    const events = [...cutter.push(concatBytes(chunks)), ...cutter.end()];

    expect(events.filter((event) => event.kind === 'fragment')).toHaveLength(4);
  });

  test('refuses another codec configuration, and a fragment from before the first', () => {
    const [first, second] = readDocuments('h264.mkv', { startMs: START }).map(readFragment);
    const [other] = readDocuments('h264-320x240-2s.mkv', { startMs: START + 10_000 }).map(readFragment);
    if (first === undefined || second === undefined || other === undefined) throw new Error('fixtures missing');
    const writer = new BundleWriter();
    writer.add(second);

    expect(() => writer.add(other)).toThrow(expect.objectContaining({ kind: 'UnsupportedMedia' }));
    expect(() => writer.add({ ...first, producerMs: producerMs(0) })).toThrow(
      expect.objectContaining({ kind: 'InvalidInput' }),
    );
  });
});
