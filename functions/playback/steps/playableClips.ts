import type { LedgerSpan } from '../../../core/coverage/LedgerSpan.ts';
import { isArchiverError } from '../../../core/errors.ts';
import { type PlayableClip, playableClip } from '../../../core/playback/ClipIndex.ts';
import { readShelf, type Shelf, shelfKey, writeShelf } from '../../../core/playback/Shelf.ts';
import type { ClipIndexes } from './ClipIndexes.ts';
import type { PlaybackPorts } from './playbackPorts.ts';

/** Indexes that are made at once where a day is played for the first time. */
const AT_ONCE = 16;

/** A row of the ledger, and whose. */
export type OwnedSpan = LedgerSpan & { readonly streamArn: string };

/**
 * What a playlist must know of clips: a document a day, and what is not in it yet from the clips themselves.
 * Clips that cannot be played, or are gone by now, are left out.
 *
 * @param spans rows of clips of one stream's name
 * @param onMissing told of a clip whose object is not there
 */
export async function playableClips(
  streamName: string,
  spans: readonly OwnedSpan[],
  indexes: ClipIndexes,
  ports: Pick<PlaybackPorts, 'objects' | 'workBucket'>,
  onMissing: (planId: string, error: Error) => void,
): Promise<PlayableClip[]> {
  const days = new Map<string, OwnedSpan[]>();
  for (const span of spans) {
    const key = shelfKey(streamName, span.endMs);
    const day = days.get(key);
    if (day === undefined) days.set(key, [span]);
    else day.push(span);
  }
  const found = await Promise.all(
    [...days].map(([key, day]) => clipsOfDay(streamName, key, day, indexes, ports, onMissing)),
  );
  return found.flat();
}

async function clipsOfDay(
  streamName: string,
  key: string,
  spans: readonly OwnedSpan[],
  indexes: ClipIndexes,
  { objects, workBucket }: Pick<PlaybackPorts, 'objects' | 'workBucket'>,
  onMissing: (planId: string, error: Error) => void,
): Promise<PlayableClip[]> {
  const place = { bucket: workBucket, key };
  const stored = await storedShelf(objects, place);
  const known = new Map(stored.shelf);
  const lacking = spans.filter(({ planId }) => !known.has(planId));
  for (let first = 0; first < lacking.length; first += AT_ONCE) {
    await Promise.all(
      lacking.slice(first, first + AT_ONCE).map(async (span) => {
        const clip = await lookInto(streamName, span, indexes, onMissing);
        if (clip !== undefined) known.set(span.planId, clip);
      }),
    );
  }
  if (known.size > stored.shelf.size) {
    try {
      await objects.replace(place, writeShelf(known), 'application/json', stored.etag);
    } catch (error) {
      // Somebody else has put up what he found; the next one adds what is lacking then.
      if (!isArchiverError(error, 'Conflict')) throw error;
    }
  }
  return spans.flatMap(({ planId }) => known.get(planId) ?? []);
}

async function storedShelf(
  objects: PlaybackPorts['objects'],
  place: { bucket: string; key: string },
): Promise<{ shelf: Shelf; etag: string | undefined }> {
  try {
    const { bytes, etag } = await objects.getBytes(place);
    return { shelf: readShelf(bytes, place.key), etag };
  } catch (error) {
    if (isArchiverError(error, 'NotFound')) return { shelf: new Map(), etag: undefined };
    throw error;
  }
}

/** @returns null for what can never be played, undefined for what is not there */
async function lookInto(
  streamName: string,
  { planId, endMs, streamArn }: OwnedSpan,
  indexes: ClipIndexes,
  onMissing: (planId: string, error: Error) => void,
): Promise<PlayableClip | null | undefined> {
  try {
    return playableClip((await indexes.of({ streamName, endMs, planId }, streamArn)).head);
  } catch (error) {
    if (isArchiverError(error, 'UnsupportedMedia') || isArchiverError(error, 'Corrupt')) return null;
    if (!isArchiverError(error, 'NotFound') && !isArchiverError(error, 'Expired')) throw error;
    if (error.kind === 'NotFound') onMissing(planId, error);
    return undefined;
  }
}
