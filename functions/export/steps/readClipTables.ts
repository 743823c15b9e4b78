import { ArchiverError } from '../../../core/errors.ts';
import type { ClipTrack } from '../../../core/mp4/join/ClipTrack.ts';
import { readClipTracks } from '../../../core/mp4/join/readClipTracks.ts';
import { BOX_HEADER_BYTES, readBoxHeader } from '../../../core/mp4/samples/readBoxHeader.ts';
import type { ObjectPlace, ObjectStore } from '../../../core/ports/objectStore.ts';

/** What one read brings: the tables of most clips are in it. */
const READ_BYTES = 256 * 1024;
/** As an `Mp4Inspector` has it. */
const MAX_MOOV_BYTES = 64 * 1024 * 1024;
/** Boxes side by side in a file that anybody makes. */
const MAX_BOXES = 64;

/** A stored clip as an export needs to know it. */
export interface ClipTables {
  /** Of the object that the tables were read from. */
  readonly etag: string;
  readonly tracks: readonly ClipTrack[];
}

/**
 * Reads the tables of a stored clip by ranges, wherever they stand in it; its media are not read.
 *
 * @throws ArchiverError `NotFound`; `UnsupportedMedia` of a fragmented file, whose tables are spread over it; `Corrupt`
 */
export async function readClipTables(place: ObjectPlace, fileBytes: number, objects: ObjectStore): Promise<ClipTables> {
  let read: { readonly bytes: Uint8Array; readonly from: number } = { bytes: new Uint8Array(), from: 0 };
  let etag: string | undefined;
  const view = async (from: number, to: number): Promise<Uint8Array> => {
    const end = Math.min(to, fileBytes);
    if (from < read.from || end > read.from + read.bytes.length) {
      const range = { from, to: Math.min(Math.max(to, from + READ_BYTES), fileBytes) };
      const object = await objects.get(place, range);
      if (etag !== undefined && etag !== object.etag) throw new ArchiverError('Conflict', `${place.key} has changed`);
      etag = object.etag;
      const chunks: Uint8Array[] = [];
      for await (const chunk of object.body) chunks.push(chunk);
      read = { bytes: Buffer.concat(chunks), from };
    }
    return read.bytes.subarray(from - read.from, end - read.from);
  };
  let at = 0;
  for (let boxes = 0; at < fileBytes; boxes++) {
    const box = readBoxHeader(await view(at, at + BOX_HEADER_BYTES), at, fileBytes);
    if (box === undefined || box.end > fileBytes || boxes === MAX_BOXES) {
      throw new ArchiverError('Corrupt', `${place.key}: its boxes cannot be followed`);
    }
    if (box.type === 'moof') break;
    if (box.type === 'moov') {
      if (box.end - box.start > MAX_MOOV_BYTES)
        throw new ArchiverError('Corrupt', `${place.key}: its moov is too long`);
      const moov = await view(box.start, box.end);
      const tracks = readClipTracks(moov, box.start, box.dataStart - box.start);
      if (tracks.length > 0) return { etag: etag ?? '', tracks };
      break;
    }
    at = box.end;
  }
  throw new ArchiverError('UnsupportedMedia', `${place.key}: it is a fragmented MP4, or has no samples in front`);
}
