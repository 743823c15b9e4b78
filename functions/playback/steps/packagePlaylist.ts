import { rewritePlaylist } from '../../../core/delivery/rewritePlaylist.ts';
import { rewriteSprite } from '../../../core/delivery/rewriteSprite.ts';
import { ArchiverError } from '../../../core/errors.ts';
import type { PackageLink } from '../../../core/links/packageLink.ts';
import { hlsPrefix, packagePrefix, spriteKey } from '../../../core/packages/packagePlaces.ts';
import type { DeliverySigner } from '../../../core/ports/deliverySigner.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';

export interface PackagePorts {
  readonly objects: Pick<ObjectStore, 'getBytes'>;
  readonly signer: DeliverySigner;
  readonly deliveryBucket: string;
}

/** What is answered below a link to a package: text, its addresses ready to be played. */
export interface PackageAnswer {
  readonly kind: 'playlist' | 'sprite';
  readonly text: string;
}

/** A playlist of a day of one-second segments has some 10 MB. */
const MOST_BYTES = 16 * 1024 * 1024;
const PLAYLIST = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]*\/){0,4}[A-Za-z0-9_][A-Za-z0-9._-]*\.m3u8$/;
const SPRITE = 'sprite.vtt';

/**
 * The playlist, or the index of pictures, that a path below a link's token stands for. Playlists lie below the token as
 * they lie in the bucket below `hls/`; whatever they name is given the front's own address with one signature for all
 * files of the package, and the version of the file that named it.
 *
 * @throws ArchiverError `NotFound`; `Corrupt` where the stored file is none
 */
export async function packagePlaylist(link: PackageLink, path: string, ports: PackagePorts): Promise<PackageAnswer> {
  const { packageId, frontUrl } = link;
  const isSprite = path === SPRITE;
  if (!isSprite && !PLAYLIST.test(path)) throw new ArchiverError('NotFound', 'there is no such file');
  const key = isSprite ? spriteKey(packageId) : `${hlsPrefix(packageId)}${path}`;
  const [{ bytes, etag }, query] = await Promise.all([
    ports.objects.getBytes({ bucket: ports.deliveryBucket, key }, MOST_BYTES),
    ports.signer.queryFor(link),
  ]);
  const version = encodeURIComponent(etag.replaceAll('"', '').slice(0, 12));
  const addressOf = (file: string): string => `${frontUrl}/${packagePrefix(packageId)}${file}?v=${version}&${query}`;
  const text = Buffer.from(bytes).toString('utf8');
  const stored = key.slice(packagePrefix(packageId).length);
  if (isSprite) return { kind: 'sprite', text: rewriteSprite(text, stored, addressOf) };
  return { kind: 'playlist', text: rewritePlaylist(text, stored, addressOf) };
}
