import { createHash } from 'node:crypto';
import type { FragmentedTrack } from '../mp4/fragmented/FragmentedTrack.ts';
import { writeInitSegment } from '../mp4/fragmented/writeInitSegment.ts';

/** Twelve hex digits that stand for a codec configuration: of the init segment that declares these tracks. */
export function configurationOf(tracks: readonly FragmentedTrack[]): string {
  return createHash('sha256').update(writeInitSegment(tracks)).digest('hex').slice(0, 12);
}
