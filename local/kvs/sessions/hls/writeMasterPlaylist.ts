import type { SessionDescription } from '../describeSession.ts';
import type { SessionTerms } from '../SessionTerms.ts';
import { sessionUri } from '../sessionUri.ts';

const MEDIA_PLAYLIST = 'getHLSMediaPlaylist.m3u8';

/**
 * A session's master playlist: one variant. Observed: version 1, and which attributes there are. Documented: a media
 * playlist of its own for each track; assumed: that sound is a rendition, and that MPEG-TS has one playlist for all.
 */
export function writeMasterPlaylist(
  { container }: Pick<SessionTerms, 'container'>,
  { tracks, codecs, frameRate, bandwidth }: SessionDescription,
  token: string,
): string {
  const [first, sound] = tracks;
  const lines = ['#EXTM3U', '#EXT-X-VERSION:1'];
  const attributes = [`CODECS="${codecs.join(',')}"`];
  const dimensions = first?.track.video;
  if (dimensions !== undefined) attributes.push(`RESOLUTION=${dimensions.width}x${dimensions.height}`);
  if (frameRate !== undefined) attributes.push(`FRAME-RATE=${frameRate.toFixed(3)}`);
  attributes.push(`BANDWIDTH=${bandwidth}`);
  const isSeparate = container === 'FRAGMENTED_MP4';
  if (isSeparate && sound !== undefined) {
    const uri = sessionUri(MEDIA_PLAYLIST, token, { TrackNumber: sound.id });
    lines.push(`#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="audio",AUTOSELECT=YES,DEFAULT=YES,URI="${uri}"`);
    attributes.push('AUDIO="audio"');
  }
  lines.push(`#EXT-X-STREAM-INF:${attributes.join(',')}`);
  lines.push(sessionUri(MEDIA_PLAYLIST, token, isSeparate ? { TrackNumber: first?.id ?? 1 } : {}));
  return `${lines.join('\n')}\n`;
}
