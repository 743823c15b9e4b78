import type { ArchiverClient } from '../../client/createClient.ts';
import type { Source } from '../stream/player/Source.ts';

/** The playlist of a source: a KVS session for what is live, else the archive's. */
export async function playlistOf(archive: ArchiverClient, stream: string, source: Source): Promise<string> {
  if (source.kind === 'live') {
    const { url } = await archive.get('/streams/{stream}/session', {
      params: { path: { stream }, query: { mode: 'LIVE', protocol: 'HLS', expires: 43_200 } },
    });
    return url;
  }
  const address = new URL(`/v1/streams/${encodeURIComponent(stream)}/archive.m3u8`, location.origin);
  address.searchParams.set('from', String(Math.round(source.fromMs)));
  if (source.toMs !== undefined) {
    address.searchParams.set('to', String(Math.round(source.toMs)));
    address.searchParams.set('type', 'VOD');
  }
  return address.href;
}
