import { ArchiverError } from '../../../core/errors.ts';
import { newPackage, recordExpiresMs } from '../../../core/packages/newPackage.ts';
import type { PackageRecord, UploadSource } from '../../../core/packages/Package.ts';
import { executionOf, idOfPut, isPackageId } from '../../../core/packages/packageId.ts';
import { UPLOADS } from '../../../core/packages/packagePlaces.ts';
import type { PackageFile } from '../../../core/ports/packageFiles.ts';
import type { Runs } from '../../../core/ports/runs.ts';
import type { PackagePorts } from './packagePorts.ts';

export interface StartPorts extends Pick<PackagePorts, 'packages' | 'files' | 'settings' | 'system'> {
  readonly runs: Pick<Runs, 'start'>;
  readonly stagingBucket: string;
}

/** What EventBridge hands over of an object that was made, as far as it matters. */
export interface UploadEvent {
  readonly detail?: {
    readonly bucket?: { readonly name?: string };
    readonly object?: { readonly key?: string };
  };
}

export interface StartedPackage {
  readonly status: 'started' | 'ignored';
  readonly packageId?: string;
  readonly because?: string;
}

/**
 * A file has arrived under `uploads/`: its job begins. The event may come late, twice and out of order: what is packaged
 * is the file that lies there now, and the same file is the same job.
 */
export async function startPackage(event: UploadEvent, ports: StartPorts): Promise<StartedPackage> {
  const { bucket: { name: bucket } = {}, object: { key } = {} } = event.detail ?? {};
  if (bucket !== ports.stagingBucket || key === undefined || !isUpload(key)) {
    return { status: 'ignored', because: `${bucket}/${key} is no upload` };
  }
  const file = await ports.files.describe({ bucket, key });
  if (file === undefined) return { status: 'ignored', because: `${key} is gone` };
  return startPackageOf(file, ports);
}

/** Clients make empty objects where they show folders. */
export const isUpload = (key: string): boolean => key.startsWith(UPLOADS) && !key.endsWith('/');

/** The job of a file that lies under `uploads/`: the one that announced it, or one that bears its name and content. */
export async function startPackageOf(file: PackageFile, ports: StartPorts): Promise<StartedPackage> {
  const announced = await announcedFor(file, ports);
  const record = announced ?? (await putPast(file, ports));
  const { packageId } = record;
  // Its name is the job's: whoever comes again starts it if nobody has.
  if (record.status === 'SUBMITTED') await ports.runs.start(executionOf(record), { packageId });
  return { status: 'started', packageId };
}

/** The job whose upload this is; undefined where none was announced, or another file has taken its place since. */
async function announcedFor(file: PackageFile, ports: StartPorts): Promise<PackageRecord | undefined> {
  const { key, bytes, etag } = file;
  const [id = ''] = key.slice(UPLOADS.length).split('/');
  if (!isPackageId(id)) return undefined;
  const record = await ports.packages.get(id);
  if (record?.source.kind !== 'upload' || record.source.key !== key) return undefined;
  if (record.status === 'CANCELED') return record;
  const { uploadId: _done, ...source } = record.source;
  const expiresMs = recordExpiresMs(ports.system.clock.now(), ports.settings);
  const standing = await ports.packages.submit(id, { ...source, bytes, etag }, expiresMs);
  return standing?.source.kind === 'upload' && standing.source.etag === etag ? standing : undefined;
}

async function putPast({ bucket, key, bytes, etag }: PackageFile, ports: StartPorts): Promise<PackageRecord> {
  const packageId = idOfPut({ bucket, key, etag });
  const fileName = key.slice(key.lastIndexOf('/') + 1);
  const source: UploadSource = { kind: 'upload', bucket, key, fileName, bytes, etag };
  const asked = { packageId, source, status: 'SUBMITTED' } as const;
  const record = await ports.packages.put(newPackage(asked, ports.system.clock.now(), ports.settings));
  if (record.source.kind !== 'upload') throw new ArchiverError('Internal', `${packageId} is no upload`);
  return record;
}
