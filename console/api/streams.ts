import { useQuery } from '@tanstack/react-query';
import type { ArchiverClient, Item } from '../../client/createClient.ts';
import { useArchive } from './ArchiveContext.ts';

export type Stream = Item<'/streams'>;

/** How often what may have changed is asked for again. */
const REFRESH_MS = 10_000;

/** Every enrolled stream. */
async function allStreams(archive: ArchiverClient): Promise<readonly Stream[]> {
  const streams: Stream[] = [];
  for await (const stream of archive.eachItem('/streams', { params: { query: { limit: 1000 } } })) streams.push(stream);
  return streams;
}

export function useStreams() {
  const archive = useArchive();
  return useQuery({ queryKey: ['streams'], queryFn: () => allStreams(archive), refetchInterval: REFRESH_MS });
}

export function useStream(stream: string) {
  const archive = useArchive();
  return useQuery({
    queryKey: ['stream', stream],
    queryFn: () => archive.get('/streams/{stream}', { params: { path: { stream } } }),
    refetchInterval: REFRESH_MS,
  });
}
