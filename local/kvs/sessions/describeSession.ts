import { codecOf } from '../../../core/mp4/fragmented/codecOf.ts';
import type { MatroskaFragmentedTrack } from '../../../core/mp4/fragmented/FragmentedTrack.ts';
import { checkSessionTracks } from './checkSessionTracks.ts';
import type { Session } from './Session.ts';

/** What a TS packet and its PES header add to a frame, at most; and what tables and the filling-up add to a fragment. */
const TS_BYTES_PER_FRAME = 188;
const TS_BYTES_PER_FRAGMENT = 12_000;
/** Of 188 bytes of a TS packet four are its header. */
const TS_OVERHEAD = 188 / 184;
/** An MP4's sample and its fragment's boxes. */
const MP4_BYTES_PER_FRAME = 16;
const MP4_BYTES_PER_FRAGMENT = 512;

/** What players are told of a session before they fetch its media. */
export interface SessionDescription {
  readonly tracks: readonly MatroskaFragmentedTrack[];
  /** RFC 6381, one for each track. */
  readonly codecs: readonly string[];
  /** Pictures a second; undefined for sound alone. */
  readonly frameRate: number | undefined;
  /** Bits a second of its heaviest fragment, as it is handed out (documented: an estimate). */
  readonly bandwidth: number;
}

/** @throws KvsError as `checkSessionTracks` and `Session.sample` do */
export async function describeSession(session: Session): Promise<SessionDescription> {
  const { terms } = session;
  const { document, playMs: sampleMs } = await session.sample();
  const { entries } = await session.view();
  const tracks = checkSessionTracks(document.tracks, terms);
  const video = tracks.find(({ handler }) => handler === 'vide');
  const pictures = document.frames.filter(({ trackNumber }) => trackNumber === video?.id).length;
  const isTs = terms.container === 'MPEG_TS';
  const frames = document.frames.length;
  const added = isTs
    ? frames * TS_BYTES_PER_FRAME + TS_BYTES_PER_FRAGMENT
    : frames * MP4_BYTES_PER_FRAME + MP4_BYTES_PER_FRAGMENT;
  const rates = entries.map(
    ({ record, playMs }) => ((record.bytes * (isTs ? TS_OVERHEAD : 1) + added) * 8000) / playMs,
  );
  return {
    tracks,
    codecs: tracks.map(codecOf),
    frameRate: video === undefined ? undefined : (pictures * 1000) / sampleMs,
    bandwidth: Math.ceil(Math.max(...rates)),
  };
}
