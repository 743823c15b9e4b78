import { createHash } from 'node:crypto';
import { ArchiverError } from '../../../core/errors.ts';
import type { StoredFile } from '../../../core/ledger/ledgerRow.ts';
import type { ByteStream } from '../../../core/ports/footageSource.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { ObjectVersion } from '../../../core/ports/objectVersions.ts';
import { retentionTags } from '../../archive/steps/retentionTag.ts';
import type { RepairPorts } from './auditPorts.ts';

/** All versions of one object, the newest first. */
async function versionsOf({ bucket, key }: ObjectPlace, { versions }: RepairPorts): Promise<ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  for await (const version of versions.list(bucket, key)) if (version.key === key) found.push(version);
  return found;
}

/**
 * Why the object that lies at a place now may not be moved aside; nothing where it may, or where there is none. Moved
 * aside means deleted in a bucket that keeps versions: it stays as one, with all its bytes.
 */
export async function staysBecause(place: ObjectPlace, ports: RepairPorts): Promise<string | undefined> {
  const [current] = await versionsOf(place, ports);
  if (current === undefined || current.isMarker) return undefined;
  if (current.versionId === 'null') return 'its bucket keeps no versions, so it is not touched';
  if (!(await ports.versions.canLock(place.bucket))) return undefined;
  const { legalHold } = await ports.versions.locksOf(current);
  return legalHold ? 'it is under legal hold, so it is not touched' : undefined;
}

/** The version that holds the very bytes that a row names, if the bucket still has one. */
export async function earlierVersion(file: StoredFile, ports: RepairPorts): Promise<ObjectVersion | undefined> {
  for (const version of await versionsOf(file, ports)) {
    if (version.isMarker || version.bytes !== file.bytes) continue;
    if ((await sha256Of(await ports.versions.read(version))) === file.sha256) return version;
  }
  return undefined;
}

/**
 * Stores a version's bytes again under its key, where nothing lies now.
 *
 * @throws ArchiverError `Conflict` where something does by now; `Corrupt` where the bytes are others than a moment ago
 */
export async function putBack(
  version: ObjectVersion,
  file: StoredFile,
  retention: string,
  { objects, versions }: RepairPorts,
): Promise<void> {
  const type = file.key.endsWith('.mp4') ? 'video/mp4' : 'video/x-matroska';
  const upload = objects.upload({ bucket: file.bucket, key: file.key }, type, retentionTags(retention));
  try {
    const hash = createHash('sha256');
    for await (const chunk of await versions.read(version)) {
      hash.update(chunk);
      await upload.write(chunk);
    }
    if (hash.digest('hex') !== file.sha256) throw new ArchiverError('Corrupt', `${file.key} changes as it is read`);
    if ((await upload.complete()) === 'exists') throw new ArchiverError('Conflict', `${file.key} was stored meanwhile`);
  } finally {
    await upload.abort();
  }
}

/** The SHA-256 of bytes, in hex. */
export async function sha256Of(body: ByteStream): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk);
  return hash.digest('hex');
}
