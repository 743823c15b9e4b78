import type { PackageMethod, PackageRecord } from './Package.ts';
import type { Probe } from './Probe.ts';

/** What players take from HTTP Live Streaming as it is. */
const PLAYABLE_VIDEO = ['avc', 'hevc'];
const PLAYABLE_AUDIO = ['aac'];

/** Whether segments can be cut out of the original as it is. */
export const canBeCopied = ({ video, audio }: Pick<Probe, 'video' | 'audio'>): boolean =>
  video !== undefined &&
  PLAYABLE_VIDEO.includes(video.codec) &&
  !video.interlaced &&
  (audio === undefined || PLAYABLE_AUDIO.includes(audio.codec));

/** How a package is made: as it is asked for, or, with `auto`, archived footage as it is where players take it. */
export function chooseMethod({ asked, source }: Pick<PackageRecord, 'asked' | 'source'>, probe: Probe): PackageMethod {
  if (asked !== 'auto') return asked;
  return source.kind === 'archive' && canBeCopied(probe) ? 'copy' : 'transcode';
}
