import { ArchiverError } from '../../../core/errors.ts';
import { BOX_HEADER_BYTES, readBoxHeader } from '../../../core/mp4/samples/readBoxHeader.ts';
import type { ClipMoov } from '../../../core/playback/ClipIndex.ts';
import type { ObjectPlace, ObjectStore } from '../../../core/ports/objectStore.ts';
import { readRange } from './readRange.ts';

/** What is read at first: the whole moov of most clips, where it stands in front. */
const FIRST_BYTES = 256 * 1024;
/** A moov of a day of pictures at 120 a second. */
const MOST_BYTES = 128 * 1024 * 1024;
/** More boxes than any writer puts beside each other. */
const MOST_BOXES = 64;

/**
 * The moov of an MP4 in a bucket, in front or behind, by one ranged read where it is in front, and by two or three where
 * it is behind.
 *
 * @throws ArchiverError `NotFound`; `Corrupt` where there is none
 */
export async function readMoov(
  objects: Pick<ObjectStore, 'get'>,
  place: ObjectPlace,
  fileBytes: number,
): Promise<ClipMoov> {
  let window = { from: 0, bytes: new Uint8Array(0) };
  const read = async (from: number, length: number): Promise<Uint8Array> => {
    const to = Math.min(fileBytes, from + length);
    if (from < window.from || to > window.from + window.bytes.length) {
      const wanted = Math.min(fileBytes, from + Math.max(length, FIRST_BYTES));
      window = { from, bytes: new Uint8Array(await readRange(objects, place, { from, to: wanted })) };
    }
    return window.bytes.subarray(from - window.from, to - window.from);
  };
  let at = 0;
  for (let boxes = 0; boxes < MOST_BOXES && at < fileBytes; boxes++) {
    const box = readBoxHeader(await read(at, BOX_HEADER_BYTES), at, fileBytes);
    if (box === undefined || box.end > fileBytes) break;
    if (box.type === 'moov') {
      if (box.end - box.start > MOST_BYTES) break;
      const bytes = (await read(box.start, box.end - box.start)).slice();
      return { bytes, start: box.start, headerBytes: box.dataStart - box.start };
    }
    at = box.end;
  }
  throw new ArchiverError('Corrupt', `${place.key} has no moov that can be read`);
}
