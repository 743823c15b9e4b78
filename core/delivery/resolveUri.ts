import { ArchiverError } from '../errors.ts';

/** What a URI of a playlist of ours may be made of: unreserved characters, percent-encoding, slashes. */
const RELATIVE = /^(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+(?:\/(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+)*$/;
const ENCODED_SEPARATOR = /%(2e|2f|5c|00)/i;

/**
 * Where a relative URI leads: a path below the root that `base` is a path of, both without a slash in front.
 *
 * @param base path of the file that the URI stands in, such as `720p/index.m3u8`
 * @throws ArchiverError `Corrupt` for a URI that is absolute, has a query, or leads out of the root: whoever wrote the
 *   file, none of these is signed
 */
export function resolveUri(base: string, uri: string): string {
  const refuse = (): ArchiverError => new ArchiverError('Corrupt', `${base}: "${uri}" is no file of the package`);
  if (!RELATIVE.test(uri) || ENCODED_SEPARATOR.test(uri)) throw refuse();
  const parts = base.split('/').slice(0, -1);
  for (const part of uri.split('/')) {
    if (part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) throw refuse();
  }
  return parts.join('/');
}
