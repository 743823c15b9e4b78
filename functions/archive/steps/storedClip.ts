import { createHash } from 'node:crypto';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { Mp4Inspection } from '../../../core/mp4/Mp4Inspection.ts';
import { Mp4Inspector } from '../../../core/mp4/Mp4Inspector.ts';
import { acceptContent } from '../../../core/plans/acceptClip.ts';
import type { Plan } from '../../../core/plans/plan.ts';
import type { ByteStream } from '../../../core/ports/footageSource.ts';
import type { ObjectPlace, ObjectStore, ObjectUpload } from '../../../core/ports/objectStore.ts';
import { retentionOf } from './retentionTag.ts';

/** A clip as it stands in the bucket. */
export interface StoredClip {
  readonly place: ObjectPlace;
  readonly sha256: string;
  readonly inspection: Mp4Inspection;
  /** Not after the moment of its creation. */
  readonly storedMs: number;
  /** The retention class that it is tagged with. */
  readonly retention: string;
}

/** What reading an MP4 tells of it. */
export type ClipFacts = Pick<StoredClip, 'sha256' | 'inspection'>;

/**
 * Passes an MP4 on to an upload while it reads what it is.
 *
 * @throws ArchiverError `Truncated`, `Corrupt`, and what the stream and the upload throw; the upload is left open
 */
export async function passOn(body: ByteStream, upload: ObjectUpload | undefined): Promise<ClipFacts> {
  const inspector = new Mp4Inspector();
  const hash = createHash('sha256');
  for await (const chunk of body) {
    inspector.push(chunk);
    hash.update(chunk);
    await upload?.write(chunk);
  }
  return { inspection: inspector.end(), sha256: hash.digest('hex') };
}

/**
 * The clip that somebody else stored first. It wins, and everything is written from *its* bytes: GetClip's differ from
 * call to call.
 *
 * @param ownSha256 of the bytes that were not stored: the same bytes need no further check
 * @throws ArchiverError `Corrupt` where it does not hold the plan; `NotYetAvailable` where a write is still under way
 */
export async function readStoredClip(
  place: ObjectPlace,
  plan: Plan,
  objects: ObjectStore,
  ownSha256?: string,
): Promise<StoredClip> {
  try {
    const object = await objects.get(place);
    const facts = await passOn(object.body, undefined);
    const stored = { place, ...facts, storedMs: object.storedMs, retention: await retentionOf(place, objects) };
    if (facts.sha256 === ownSha256) return stored;
    const acceptance = acceptContent(plan, facts.inspection);
    if (!acceptance.accepted) {
      throw new ArchiverError('Corrupt', `${place.key} is stored and is not the plan's clip: ${acceptance.because}`);
    }
    return stored;
  } catch (cause) {
    if (!isArchiverError(cause, 'NotFound')) throw cause;
    throw new ArchiverError('NotYetAvailable', `${place.key} is being written by another run`, { cause });
  }
}
