import { isArchiverError } from '../../../core/errors.ts';
import { BundleReader, type FragmentInBundle } from '../../../core/matroska/BundleReader.ts';
import { BundleWriter } from '../../../core/matroska/BundleWriter.ts';
import { concatBytes } from '../../../core/matroska/ebml/encode.ts';
import { readFragment } from '../../../core/matroska/readFragment.ts';
import { chunksOf, readDocuments } from './mediaBodies.ts';

const START = 1_795_258_557_663;
const TAGS = [{ name: 'door', value: 'open' }];

function read(bytes: Uint8Array, chunkBytes: number) {
  const reader = new BundleReader();
  const found: FragmentInBundle[] = [];
  for (const chunk of chunksOf(bytes, chunkBytes)) {
    const own = chunk.slice();
    found.push(...reader.push(own));
    own.fill(0xaa);
  }
  found.push(...reader.end());
  return { found, layout: reader.layout };
}

const payloads = (fragment: { frames: readonly { payload: Uint8Array }[] }): Buffer =>
  Buffer.concat(fragment.frames.map(({ payload }) => payload));

describe('a bundle is read without its manifest', () => {
  test.each(['h264-aac.mkv', 'h264-bframes-aac-2s.mkv', 'h265.mkv', 'h264-alaw.mkv'])(
    'of %s: the places and the frames that were written',
    (name) => {
      const fragments = readDocuments(name, { startMs: START, tags: TAGS }).map(readFragment);
      const writer = new BundleWriter({ durationMs: 4000 });
      const parts = fragments.map((fragment) => writer.add(fragment));
      const bundle = concatBytes(parts.flatMap(({ chunks }) => chunks));

      for (const chunkBytes of [97, 5000, bundle.length]) {
        const { found, layout } = read(bundle, chunkBytes);
        expect(layout).toBe('merged');
        expect(
          found.map(({ fragment, offset, length }) => ({ number: fragment.fragmentNumber, offset, length })),
        ).toEqual(parts.map(({ fragment }) => fragment));
        for (const [index, { fragment }] of found.entries()) {
          const written = fragments[index];
          expect([fragment.producerMs, fragment.serverMs, fragment.tags]).toEqual([
            written?.producerMs,
            written?.serverMs,
            TAGS,
          ]);
          expect(payloads(fragment)).toEqual(payloads(written ?? { frames: [] }));
        }
      }
    },
  );

  test('documents one behind the other: each fragment is a whole document', () => {
    const documents = readDocuments('h264-aac.mkv', { startMs: START, tags: TAGS });
    const { found, layout } = read(concatBytes(documents), 3333);
    expect(layout).toBe('verbatim');
    let offset = 0;
    const places = documents.map(({ length }) => {
      offset += length;
      return [offset - length, offset];
    });
    expect(found.map((each) => [each.documentOffset, each.offset + each.length])).toEqual(places);
  });

  test('one that is cut short, or holds something else, is refused', () => {
    const bundle = concatBytes(readDocuments('h264.mkv', { startMs: START, size: 'known' }));
    expect(() => read(bundle.subarray(0, bundle.length - 1), 1000)).toThrow(/cut off by the end of the bundle/);
    let thrown: unknown;
    try {
      read(
        bundle.map((byte) => byte ^ 0x55),
        1000,
      );
    } catch (error) {
      thrown = error;
    }
    expect(isArchiverError(thrown)).toBe(true);
  });
});
