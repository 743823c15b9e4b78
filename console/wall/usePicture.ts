import { useQuery } from '@tanstack/react-query';
import { useArchive } from '../api/ArchiveContext.ts';
import type { Stream } from '../api/streams.ts';
import { useFrame } from '../frames/useFrame.ts';
import { now } from '../system/clock.ts';
import { newestSpan } from './streamHealth.ts';

const IMAGE_REFRESH_MS = 20_000;
const FRAME_REFRESH_MS = 60_000;
/** An image older than that is of a stream whose images were turned off, or of one that is silent. */
const FRESH_IMAGE_MS = 10 * 60_000;

/**
 * The address of a fresh picture of a stream: its newest image; else, where KVS makes no images of it, a frame of what
 * was archived last. Null where there is neither, undefined until that is known.
 */
export function usePicture(stream: Stream, inView: boolean): string | null | undefined {
  const { streamName } = stream;
  const archive = useArchive();
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
  const frame = useFrame({
    stream: streamName,
    ...(span ?? { fromMs: 0, toMs: 0 }),
    key: ['newest'],
    enabled: inView && !image.isPending && fresh === undefined && span !== undefined,
    freshMs: FRAME_REFRESH_MS,
  });
  if (image.isPending) return undefined;
  return fresh ?? frame ?? imageUrl ?? frame;
}
