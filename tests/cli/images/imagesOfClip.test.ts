import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { imagesOfClip } from '../../../cli/images/imagesOfClip.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { ArchiverError } from '../../../core/errors.ts';
import type { ClipRow } from '../../../core/ledger/ledgerRow.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import { type OpenPictureMaker, openPictureMaker } from '../../../local/pictures/openPictureMaker.ts';
import { difference, quadrants } from '../../local/kvs/images/quadrants.ts';

const START = 1_700_000_000_000;
const PNG = { format: 'PNG', quality: 80 } as const;
/** The fixtures' pictures at 0 s and at 1.4 s, as ffmpeg 5.1 decodes them (see quadrants.ts). */
const BEGIN = [
  [102, 97, 11],
  [83, 99, 214],
  [175, 161, 4],
  [94, 74, 241],
];

let pictures: OpenPictureMaker;
beforeAll(() => {
  pictures = openPictureMaker(realSystem);
});
afterAll(() => pictures.close());

/** A bucket of one file, which counts what is read of it. */
function bucketOf(file: Buffer) {
  const read = { bytes: 0 };
  const objects: Pick<ObjectStore, 'get'> = {
    async get(_place, range = { from: 0, to: file.length }) {
      const part = file.subarray(range.from, range.to);
      read.bytes += part.length;
      return {
        bytes: part.length,
        etag: '"e"',
        storedMs: 0,
        body: (async function* () {
          yield part;
        })(),
      };
    },
  };
  return { objects, read };
}

const rowOf = (file: Buffer): ClipRow =>
  ({
    kind: 'clip',
    startProducerMs: START,
    endProducerMs: START + 4000,
    clip: { bucket: 'archive', key: 'clips/a.mp4', bytes: file.length, sha256: '' },
  }) as unknown as ClipRow;

test.each(['progressive-moov-first.mp4', 'progressive-moov-last.mp4', 'h265.mp4'])(
  'pictures out of %s are those of their moments, by ranges',
  async (name) => {
    const file = readFileSync(join(__dirname, '../../media', name));
    const { objects } = bucketOf(file);
    const moments = [START, START + 1400, START + 3100];

    const images = await imagesOfClip(rowOf(file), moments, PNG, { objects, pictures });

    expect(images.map(({ ms }) => ms)).toEqual(moments);
    const [first, second, third] = await Promise.all(
      images.map(async (image) => ('bytes' in image ? await quadrants(image.bytes) : [])),
    );
    expect(difference(first ?? [], BEGIN)).toBeLessThan(3);
    // Later ones are others, of the same size.
    expect(difference(second ?? [], BEGIN)).toBeGreaterThan(15);
    expect(difference(third ?? [], second ?? [])).toBeGreaterThan(15);
    const [image] = images;
    const { width, height } = await sharp(image !== undefined && 'bytes' in image ? image.bytes : undefined).metadata();
    expect([width, height]).toEqual([160, 120]);
  },
  300_000,
);

test.each([
  ['no bytes', Buffer.alloc(0)],
  ['noise', Buffer.alloc(10_000, 0x5a)],
])('a clip of %s is a MEDIA_ERROR at its own moments', async (_what, file) => {
  const { objects } = bucketOf(file);

  const images = await imagesOfClip(rowOf(file), [START, START + 1000], PNG, { objects, pictures });

  expect(images).toEqual([
    { ms: START, error: 'MEDIA_ERROR' },
    { ms: START + 1000, error: 'MEDIA_ERROR' },
  ]);
});

test('a clip that is not in the bucket any more has no media', async () => {
  const objects = { get: () => Promise.reject(new ArchiverError('NotFound', 'gone')) };

  const images = await imagesOfClip(rowOf(Buffer.alloc(10)), [START], PNG, { objects, pictures });

  expect(images).toEqual([{ ms: START, error: 'NO_MEDIA' }]);
});
