import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { PackageRecord } from '../../../core/packages/Package.ts';
import { hlsPrefix, masterKey, packagePrefix, posterKey, spriteKey } from '../../../core/packages/packagePlaces.ts';
import { imagePlaylistUri, spriteVtt } from '../../../core/packages/transcode/finishPictures.ts';
import { picturesBase, posterPrefix } from '../../../core/packages/transcode/transcodePlaces.ts';
import { type PackageInput, type PackagePorts, STOPPED, type Stopped } from './packagePorts.ts';
import { tellEnd } from './tellOfPackage.ts';

export type FinishedPackage = { readonly status: 'complete' } | Stopped;

/**
 * Last step of a package: what players look for by name is put there, and the record says that it is complete. Of a
 * package that was taken back meanwhile nothing stays.
 *
 * @throws ArchiverError `Corrupt` where a playlist is missing
 */
export async function finishPackage({ packageId }: PackageInput, ports: PackagePorts): Promise<FinishedPackage> {
  const record = await ports.packages.get(packageId);
  if (record?.status === 'COMPLETE') return { status: 'complete' };
  if (record === undefined || record.status === 'CANCELED' || record.status === 'ERROR') {
    await ports.files.removeAll(ports.deliveryBucket, packagePrefix(packageId));
    return STOPPED;
  }
  const renditions = await checkPlaylists(packageId, ports);
  const pictures = { poster: await placePoster(packageId, ports), sprite: await placeSprite(packageId, ports) };
  const durationMs = record.durationMs ?? record.probe?.durationMs ?? 0;
  const bytes = await bytesOf(packageId, ports);
  const nowMs = ports.system.clock.now();
  const end = { status: 'COMPLETE', bytes, durationMs, renditions, pictures } as const;
  const ended: PackageRecord | undefined = await ports.packages.end(packageId, end, nowMs);
  if (ended?.status === 'COMPLETE') {
    await tellEnd(ended, ports);
    return { status: 'complete' };
  }
  await ports.files.removeAll(ports.deliveryBucket, packagePrefix(packageId));
  return STOPPED;
}

/** Whether every playlist is there that the multivariant one names. @returns how many renditions it offers */
async function checkPlaylists(packageId: string, ports: PackagePorts): Promise<number> {
  const master = await textOf(masterKey(packageId), ports);
  if (master === undefined) throw new ArchiverError('Corrupt', `${masterKey(packageId)} is missing`);
  const lines = master.split(/\r?\n/);
  const renditions = lines.filter((_, index) => lines[index - 1]?.startsWith('#EXT-X-STREAM-INF:') === true);
  for (const uri of renditions) {
    const key = `${hlsPrefix(packageId)}${uri.trim()}`;
    if ((await ports.files.describe({ bucket: ports.deliveryBucket, key })) === undefined) {
      throw new ArchiverError('Corrupt', `${key} is missing`);
    }
  }
  if (renditions.length === 0) throw new ArchiverError('Corrupt', `${masterKey(packageId)} names no rendition`);
  return renditions.length;
}

/** The poster is the last picture that was taken for it. */
async function placePoster(packageId: string, { objects, files, deliveryBucket: bucket }: PackagePorts) {
  let last: string | undefined;
  for await (const { key } of files.list(bucket, posterPrefix(packageId))) last = key;
  if (last === undefined) return (await files.describe({ bucket, key: posterKey(packageId) })) !== undefined;
  const { bytes } = await objects.getBytes({ bucket, key: last });
  await objects.putIfAbsent({ bucket, key: posterKey(packageId) }, bytes, 'image/jpeg');
  return true;
}

/** The list of small pictures, out of the playlist of images. */
async function placeSprite(packageId: string, ports: PackagePorts): Promise<boolean> {
  // Beside the renditions; or, of copied segments, beside the one that was made for the pictures' sake.
  for (const master of [masterKey(packageId), `${picturesBase(packageId)}.m3u8`]) {
    const uri = imagePlaylistUri((await textOf(master, ports)) ?? '');
    if (uri === undefined) continue;
    const folder = master.slice(0, master.lastIndexOf('/') + 1);
    const images = await textOf(`${folder}${uri}`, ports);
    if (images === undefined) continue;
    const vtt = spriteVtt(images, `../${folder.slice(packagePrefix(packageId).length)}`);
    const place = { bucket: ports.deliveryBucket, key: spriteKey(packageId) };
    await ports.objects.putIfAbsent(place, new TextEncoder().encode(vtt), 'text/vtt');
    return true;
  }
  return false;
}

async function textOf(key: string, { objects, deliveryBucket: bucket }: PackagePorts): Promise<string | undefined> {
  try {
    return new TextDecoder().decode((await objects.getBytes({ bucket, key })).bytes);
  } catch (error) {
    if (isArchiverError(error, 'NotFound')) return undefined;
    throw error;
  }
}

async function bytesOf(packageId: string, { files, deliveryBucket }: PackagePorts): Promise<number> {
  let bytes = 0;
  for await (const file of files.list(deliveryBucket, packagePrefix(packageId))) bytes += file.bytes;
  return bytes;
}
