import { formatTime } from '../time/formatTime.ts';
import type { ArrangedSegment } from './arrangeSegments.ts';

/** Seconds that a growing playlist is good for at least; what is longer makes it longer. */
const LEAST_TARGET_SECONDS = 6;

export interface PlaylistForm {
  /** `EVENT` while it grows at its end and is changed nowhere else. */
  readonly type: 'VOD' | 'EVENT';
  readonly isEnded: boolean;
  /** What stands before every address. */
  readonly base: string;
  /** Where times are of no clock: they are not told. */
  readonly isUntimed?: boolean;
}

/**
 * A media playlist of fragmented MP4 (RFC 8216 and HLS authoring specification): version 7, a map for each codec
 * configuration, a program date time for each segment, a discontinuity where footage is missing.
 */
export function writePlaylist(
  segments: readonly ArrangedSegment[],
  { type, isEnded, base, isUntimed = false }: PlaylistForm,
): string {
  const longest = segments.reduce(
    (most, { startMs, endMs }) => Math.max(most, Math.round((endMs - startMs) / 1000)),
    1,
  );
  const target = type === 'EVENT' ? Math.max(LEAST_TARGET_SECONDS, longest) : longest;
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${type}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ];
  let configuration: string | undefined;
  for (const segment of segments) {
    if (segment.isDiscontinuous) lines.push('#EXT-X-DISCONTINUITY');
    if (segment.configuration !== configuration) lines.push(`#EXT-X-MAP:URI="${base}${segment.mapUri}"`);
    configuration = segment.configuration;
    if (!isUntimed) lines.push(`#EXT-X-PROGRAM-DATE-TIME:${formatTime(segment.startMs)}`);
    lines.push(`#EXTINF:${((segment.endMs - segment.startMs) / 1000).toFixed(3)},`, `${base}${segment.uri}`);
  }
  if (isEnded) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}
