import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useArchive } from '../api/ArchiveContext.ts';
import { playlistOf } from '../api/playlists.ts';
import type { Stream } from '../api/streams.ts';
import { useToken } from '../api/TokenContext.ts';
import { now } from '../system/clock.ts';
import { grabFrame } from './grabFrame.ts';
import { newestSpan } from './streamHealth.ts';
import { Turns } from './Turns.ts';

const IMAGE_REFRESH_MS = 20_000;
const FRAME_REFRESH_MS = 60_000;
/** An image older than that is of a stream whose images were turned off, or of one that is silent. */
const FRESH_IMAGE_MS = 10 * 60_000;

/** Decoders are dear: a phone has few. */
const decoders = new Turns(2);

/**
 * The address of a fresh picture of a stream: its newest image; else, where KVS makes no images of it, a frame of what
 * was archived last. Null where there is neither, undefined until that is known.
 */
export function usePicture(stream: Stream, inView: boolean): string | null | undefined {
  const { streamName } = stream;
  const archive = useArchive();
  const token = useToken();
  const image = useQuery({
    queryKey: ['newest-image', streamName],
    enabled: inView,
    refetchInterval: IMAGE_REFRESH_MS,
    queryFn: async () => {
      const { items } = await archive.get('/streams/{stream}/images', {
        params: { path: { stream: streamName }, query: { limit: 1 } },
      });
      return items[0] ?? null;
    },
  });
  const { imageUrl, producerMs = 0 } = image.data ?? {};
  const fresh = imageUrl !== undefined && producerMs > now() - FRESH_IMAGE_MS ? imageUrl : undefined;
  const span = newestSpan(stream);
  const frame = useQuery({
    queryKey: ['newest-frame', streamName],
    enabled: inView && !image.isPending && fresh === undefined && span !== undefined,
    staleTime: FRAME_REFRESH_MS,
    refetchInterval: FRAME_REFRESH_MS,
    // A stream without footage has no playlist: that it has none is known at once.
    retry: false,
    queryFn: ({ signal }) =>
      decoders.take(async () => {
        const playlistUrl = await playlistOf(archive, streamName, {
          kind: 'archive',
          ...(span ?? { fromMs: 0, toMs: 0 }),
        });
        return (await grabFrame({ playlistUrl, token: await token?.(), signal })) ?? null;
      }, signal),
  });
  const frameUrl = useObjectUrl(frame.data ?? undefined);
  const found = fresh ?? frameUrl ?? imageUrl;
  if (found !== undefined) return found;
  return image.isPending || (frame.isPending && span !== undefined) ? undefined : null;
}

/** An address of bytes in memory for as long as they are shown. */
function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (blob === undefined) return undefined;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}
