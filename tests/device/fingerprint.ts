import { createHash } from 'node:crypto';
import type { Frame } from '../../core/matroska/StoredFragment.ts';

/** What must be the same on both sides of the wire: each frame's index, track, time, kind, size and checksum. */
export function fingerprint(frames: readonly Frame[]): string[] {
  return frames.map(({ trackNumber, timeMs, keyframe, payload }, index) => {
    const sum = createHash('sha256').update(payload).digest('hex').slice(0, 16);
    return `${index} track ${trackNumber} at ${timeMs} key ${keyframe} ${payload.length} bytes ${sum}`;
  });
}
