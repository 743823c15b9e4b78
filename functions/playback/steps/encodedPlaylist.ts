import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ArchivePlaylist } from './archivePlaylist.ts';

const zipped = promisify(gzip);

/** Fast: a playlist says nearly the same in each of its lines. */
const LEVEL = 3;

/** How a playlist is sent: gzip where the caller takes it, and kept no longer than it says the same. */
export async function encodedPlaylist(
  { text, isEnded }: ArchivePlaylist,
  acceptEncoding: string,
): Promise<{ readonly body: string | Uint8Array; readonly headers: Readonly<Record<string, string>> }> {
  const headers = {
    'content-type': 'application/vnd.apple.mpegurl',
    // What has ended says something else after a backfill or an erasure.
    'cache-control': isEnded ? 'private, no-cache' : 'private, max-age=1',
    vary: 'accept-encoding',
  };
  if (!/(^|[\s,])gzip\s*(;\s*q=(1|0\.\d*[1-9])[\d.]*\s*)?(,|$)/i.test(acceptEncoding)) return { body: text, headers };
  return { body: await zipped(text, { level: LEVEL }), headers: { ...headers, 'content-encoding': 'gzip' } };
}
