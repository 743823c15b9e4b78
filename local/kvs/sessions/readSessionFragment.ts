import type { MatroskaDocument } from '../../../core/matroska/StoredFragment.ts';
import { sameCodecConfiguration } from '../../../core/matroska/sameCodecConfiguration.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import type { MatroskaFragmentedTrack } from '../../../core/mp4/fragmented/FragmentedTrack.ts';
import { KvsError } from '../kvsError.ts';
import { checkSessionTracks } from './checkSessionTracks.ts';
import type { Session } from './Session.ts';
import type { TimelineEntry } from './TimelineEntry.ts';

/** A fragment of a session, read. */
export interface SessionFragment {
  readonly entry: TimelineEntry;
  readonly document: MatroskaDocument;
  /** In the order of their numbers. */
  readonly tracks: readonly MatroskaFragmentedTrack[];
}

/**
 * Reads a fragment for a player. Documented: other tracks or codecs than the session began with are an error when they are
 * loaded, and in DASH other codec private data is; assumed: which error.
 * @throws KvsError ResourceNotFoundException, UnsupportedStreamMediaTypeException, InvalidCodecPrivateDataException
 */
export async function readSessionFragment(session: Session, name: string): Promise<SessionFragment> {
  const entry = await session.entry(name);
  const document = await session.read(entry.record);
  const begun = (await session.sample()).document.tracks;
  if (kindsOf(begun) !== kindsOf(document.tracks)) {
    throw new KvsError(
      'UnsupportedStreamMediaTypeException',
      `Fragment ${entry.record.number} has other tracks than the session: ${kindsOf(document.tracks)}.`,
    );
  }
  if (session.terms.protocol === 'dash' && !sameCodecConfiguration(begun, document.tracks)) {
    throw new KvsError(
      'InvalidCodecPrivateDataException',
      `Fragment ${entry.record.number} has other codec private data than the session.`,
    );
  }
  return { entry, document, tracks: checkSessionTracks(document.tracks, session.terms) };
}

const kindsOf = (tracks: readonly Track[]): string =>
  tracks
    .map(({ number, codecId }) => `${number} ${codecId}`)
    .sort()
    .join(', ');
