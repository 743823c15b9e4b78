import { BoxCursor } from '../box/BoxCursor.ts';
import { fullBox, u32 } from '../build/boxBytes.ts';
import { readSampleDescription } from '../inspect/readCodec.ts';
import type { FragmentedTrack } from './FragmentedTrack.ts';

const BOX_HEADER_BYTES = 8;

/** A track's RFC 6381 codec string, as playlists and manifests name it: `avc1.64001f`, `mp4a.40.2`, `alaw`, ... */
export function codecOf({ handler, entry }: FragmentedTrack): string {
  const stsd = fullBox('stsd', 0, 0, u32(1), entry);
  const view = new DataView(stsd.buffer, stsd.byteOffset, stsd.length);
  const where = { type: 'stsd', start: 0, dataStart: BOX_HEADER_BYTES, end: stsd.length };
  return readSampleDescription(new BoxCursor(view, 0, where), handler).codec;
}
