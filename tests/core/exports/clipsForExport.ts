import { producerMs } from '../../../core/fragment.ts';
import type { Frame } from '../../../core/matroska/StoredFragment.ts';
import { buildMp4, type ClipFragment } from '../../../core/mp4/buildMp4.ts';
import type { ClipTrack } from '../../../core/mp4/join/ClipTrack.ts';
import { readClipTracks } from '../../../core/mp4/join/readClipTracks.ts';
import { readBoxHeader } from '../../../core/mp4/samples/readBoxHeader.ts';
import { mediaFragments } from '../matroska/mediaBodies.ts';

/** A fixture as a clip whose first fragment has this producer time, its pictures of H.264 longer by so many bytes. */
export async function clipOf(name: string, startMs: number, padding = 0): Promise<Uint8Array> {
  const { tracks, fragments } = mediaFragments(name);
  const first = fragments[0]?.timeMs ?? 0;
  const all = fragments.map(
    (fragment): ClipFragment => ({
      tracks,
      producerMs: producerMs(startMs + fragment.timeMs - first),
      clusterTimecodeMs: fragment.timeMs,
      frames: padding === 0 ? fragment.frames : fragment.frames.map((frame) => padded(frame, padding)),
    }),
  );
  const parts: Uint8Array[] = [];
  await buildMp4(
    {
      count: all.length,
      async read(index) {
        const fragment = all[index];
        if (fragment === undefined) throw new RangeError(`no fragment ${index}`);
        return fragment;
      },
    },
    { write: (_position, bytes) => void parts.push(bytes.slice()) },
    { creationTimeMs: startMs },
  );
  return new Uint8Array(Buffer.concat(parts));
}

/** With a NAL unit behind it that decoders skip (ITU-T H.264, type 12: filler data). */
function padded(frame: Frame, bytes: number): Frame {
  if (frame.trackNumber !== 1) return frame;
  const filler = Buffer.alloc(bytes, 0xff);
  filler.writeUInt32BE(bytes - 4, 0);
  filler.writeUInt8(12, 4);
  return { ...frame, payload: new Uint8Array(Buffer.concat([frame.payload, filler])) };
}

/** The tables of a clip. */
export function tablesOf(file: Uint8Array): ClipTrack[] {
  for (let at = 0; at < file.length; ) {
    const box = readBoxHeader(file.subarray(at, at + 16), at, file.length);
    if (box === undefined) break;
    if (box.type === 'moov')
      return readClipTracks(file.slice(box.start, box.end), box.start, box.dataStart - box.start);
    at = box.end;
  }
  throw new RangeError('the file has no moov');
}
