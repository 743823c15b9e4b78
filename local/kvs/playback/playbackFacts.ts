import { crc32 } from 'node:zlib';
import { readDocument } from '../../../core/matroska/readDocument.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import type { FragmentLog } from '../storage/FragmentLog.ts';
import type { FragmentRecord } from '../storage/fragmentRecord.ts';

/** Where a picture stands alone and its header says nothing: 25 a second. */
const DEFAULT_FRAME_MS = 40;
const NANOSECONDS_PER_MS = 1_000_000;

/** What a playlist must know of a fragment without reading it. */
export type PlaybackFacts = Pick<FragmentRecord, 'playMs' | 'configuration'>;

/**
 * How long a fragment plays, and what its codecs are set to. It plays longer than the listing says, since there the last
 * frame's duration is missing (observed: 1857 ms in a playlist for 1796 ms in the listing): here that frame lasts as long
 * as the one before it. Pictures count where there are any.
 */
export function playbackFacts(
  tracks: readonly Track[],
  frames: readonly { readonly trackNumber: number; readonly timeMs: number }[],
): PlaybackFacts {
  const leading = tracks.find(({ type }) => type === 'video') ?? tracks[0];
  const times = frames.filter(({ trackNumber }) => trackNumber === leading?.number).map(({ timeMs }) => timeMs);
  times.sort((a, b) => a - b);
  const [first = 0] = times;
  const last = times.at(-1) ?? 0;
  const { defaultDurationNs } = leading ?? {};
  const aloneMs = defaultDurationNs === undefined ? DEFAULT_FRAME_MS : defaultDurationNs / NANOSECONDS_PER_MS;
  const lastFrameMs = last - (times.at(-2) ?? last - aloneMs);
  return { playMs: Math.max(1, Math.round(last - first + lastFrameMs)), configuration: configurationOf(tracks) };
}

/** Never 0, which means unknown. */
function configurationOf(tracks: readonly Track[]): number {
  const parts = [...tracks]
    .sort((a, b) => a.number - b.number)
    .map(({ number, codecId, codecPrivate, video, audio }) =>
      JSON.stringify([
        number,
        codecId,
        Buffer.from(codecPrivate ?? []).toString('hex'),
        video?.width,
        video?.height,
        audio?.samplingFrequency,
        audio?.channels,
      ]),
    );
  return crc32(parts.join('\n')) || 1;
}

/** Those of a stored fragment; it is read where they were not noted when it came. */
export async function factsOf(log: FragmentLog, record: FragmentRecord): Promise<PlaybackFacts> {
  if (record.playMs > 0 && record.configuration > 0) return record;
  const { header, cluster } = await log.read(record);
  const { tracks, frames } = readDocument(Buffer.concat([header, cluster]));
  return playbackFacts(tracks, frames);
}
