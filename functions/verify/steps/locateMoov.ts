import { BOX_HEADER_BYTES, readBoxHeader } from '../../../core/mp4/samples/readBoxHeader.ts';
import { readSampleTracks } from '../../../core/mp4/samples/readSampleTracks.ts';
import type { SampleTrack } from '../../../core/mp4/samples/SampleTrack.ts';
import type { MediaRange } from '../../../core/mp4/samples/SampleWalker.ts';
import type { ObjectPlace, ObjectStore } from '../../../core/ports/objectStore.ts';

/** What one read brings: most tables are in it. */
const READ_BYTES = 256 * 1024;
/** As an `Mp4Inspector`: a larger one is told by it. */
const MAX_MOOV_BYTES = 64 * 1024 * 1024;
/** Boxes side by side in a file that anybody makes. */
const MAX_BOXES = 64;

/** An MP4's tables, read before its media. */
export interface LocatedTables {
  readonly tracks: readonly SampleTrack[];
  readonly media: readonly MediaRange[];
}

/**
 * Reads the tables of a progressive MP4, wherever they stand (GetClip may put them last), by ranges: from box to box
 * and over the media, so that the media need to be read once only.
 *
 * @returns undefined of a fragmented file, and of one whose boxes cannot be followed: whoever reads all of it tells why
 * @throws ArchiverError `Corrupt`, `NotFound`
 */
export async function locateMoov(
  place: ObjectPlace,
  fileBytes: number,
  objects: ObjectStore,
): Promise<LocatedTables | undefined> {
  const media: MediaRange[] = [];
  let tracks: readonly SampleTrack[] | undefined;
  let read: { readonly bytes: Uint8Array; readonly from: number } = { bytes: new Uint8Array(), from: 0 };
  const view = async (from: number, to: number): Promise<Uint8Array> => {
    const end = Math.min(to, fileBytes);
    if (from < read.from || end > read.from + read.bytes.length) {
      const range = { from, to: Math.min(Math.max(to, from + READ_BYTES), fileBytes) };
      read = { bytes: await bytesOf(place, range, objects), from };
    }
    return read.bytes.subarray(from - read.from, end - read.from);
  };
  let at = 0;
  for (let boxes = 0; at < fileBytes; boxes++) {
    const box = readBoxHeader(await view(at, at + BOX_HEADER_BYTES), at, fileBytes);
    if (box === undefined || box.end > fileBytes || box.type === 'moof' || boxes === MAX_BOXES) return undefined;
    if (box.type === 'mdat') media.push({ start: box.dataStart, end: box.end });
    if (box.type === 'moov') {
      if (box.end - box.start > MAX_MOOV_BYTES) return undefined;
      tracks = readSampleTracks(await view(box.start, box.end), box.start, box.dataStart - box.start);
    }
    at = box.end;
  }
  return tracks === undefined ? undefined : { tracks, media };
}

async function bytesOf(
  place: ObjectPlace,
  range: { readonly from: number; readonly to: number },
  objects: ObjectStore,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const { body } = await objects.get(place, range);
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
