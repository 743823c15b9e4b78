import type { SessionView } from '../Session.ts';
import type { SessionTerms } from '../SessionTerms.ts';
import { sessionUri } from '../sessionUri.ts';
import type { TimelineEntry } from '../TimelineEntry.ts';

type PlaylistTerms = Pick<SessionTerms, 'mode' | 'container' | 'showsTimestamps'>;

/**
 * A session's media playlist. Observed: tags, their order, and the form of the URIs. EXT-X-MEDIA-SEQUENCE begins with 1,
 * EXT-X-DISCONTINUITY-SEQUENCE counts what has left the playlist, and the target duration is that of the longest fragment
 * so far: it grows where a longer one comes, and never shrinks (assumed). Another codec configuration has a map of its
 * own, named by its first fragment (assumed).
 * @param trackNumber undefined where one playlist has all tracks
 */
export function writeMediaPlaylist(
  terms: PlaylistTerms,
  { entries, longestMs, isEnded }: SessionView,
  token: string,
  trackNumber: number | undefined,
): string {
  const isMp4 = terms.container === 'FRAGMENTED_MP4';
  const [first] = entries;
  const lines = ['#EXTM3U', `#EXT-X-VERSION:${isMp4 ? 7 : 3}`];
  if (terms.mode === 'ON_DEMAND') lines.push('#EXT-X-PLAYLIST-TYPE:VOD');
  lines.push(`#EXT-X-TARGETDURATION:${Math.max(1, Math.round(longestMs / 1000))}`);
  lines.push(`#EXT-X-MEDIA-SEQUENCE:${first?.sequence ?? 1}`);
  if ((first?.discontinuitySequence ?? 0) > 0) {
    lines.push(`#EXT-X-DISCONTINUITY-SEQUENCE:${first?.discontinuitySequence}`);
  }
  lines.push('#EXT-X-INDEPENDENT-SEGMENTS');
  const track = trackNumber === undefined ? {} : { TrackNumber: trackNumber };
  let mapped: { readonly by: string | undefined } | undefined;
  for (const entry of entries) {
    if (entry.isDiscontinuous) lines.push('#EXT-X-DISCONTINUITY');
    if (isMp4 && (mapped === undefined || mapped.by !== entry.configuredBy)) {
      mapped = { by: entry.configuredBy };
      const named = mapped.by === undefined ? {} : { FragmentNumber: mapped.by };
      lines.push(`#EXT-X-MAP:URI="${sessionUri('getMP4InitFragment.mp4', token, { ...named, ...track })}"`);
    }
    if (terms.showsTimestamps) lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(entry.startMs).toISOString()}`);
    lines.push(`#EXTINF:${secondsOf(entry)},`);
    const file = isMp4 ? 'getMP4MediaFragment.mp4' : 'getTSFragment.ts';
    lines.push(sessionUri(file, token, { FragmentNumber: entry.record.number, ...track }));
  }
  if (isEnded) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

/** Observed: `1.857` and `1.01`. */
function secondsOf({ playMs }: TimelineEntry): string {
  return playMs % 1000 === 0 ? (playMs / 1000).toFixed(1) : String(playMs / 1000);
}
