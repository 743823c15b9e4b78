import { z } from 'zod';
import { ArchiverError } from '../errors.ts';
import type { SigningKey } from './SigningKey.ts';
import { notOurs, sealToken, unsealToken } from './sealToken.ts';

/** What a link to a package lets its bearer play, and until when. */
export interface PackageLink {
  readonly packageId: string;
  /**
   * Where the front answers, without a slash at its end: signatures name it, and who rewrites playlists behind the front
   * cannot know it of itself.
   */
  readonly frontUrl: string;
  /** From then on it opens nothing: UTC epoch milliseconds. */
  readonly expiresMs: number;
  /** Who may have the footage: an IPv4 address or a block of them (CIDR); everybody without it. */
  readonly ip?: string;
}

const contentSchema = z.tuple([
  z.literal('package'),
  z.string(),
  z.number().int().min(0),
  z.string(),
  z.string().nullable(),
]);

/** The same link under the same key is the same token. */
export function signPackageLink(key: SigningKey, { packageId, frontUrl, expiresMs, ip }: PackageLink): string {
  return sealToken(key, JSON.stringify(['package', packageId, expiresMs, frontUrl, ip ?? null]));
}

/**
 * @param keys those that may have signed it: the current one, and the one before
 * @throws ArchiverError `AccessDenied` for what is no link to a package of ours; `Expired` past its time
 */
export function openPackageLink(keys: readonly SigningKey[], token: string, nowMs: number): PackageLink {
  const read = contentSchema.safeParse(JSON.parse(unsealToken(keys, token)));
  if (!read.success) throw notOurs();
  const [, packageId, expiresMs, frontUrl, ip] = read.data;
  if (expiresMs <= nowMs) throw new ArchiverError('Expired', 'this link is past its time');
  return { packageId, frontUrl, expiresMs, ...(ip === null ? {} : { ip }) };
}
