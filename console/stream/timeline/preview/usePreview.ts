import { useQuery } from '@tanstack/react-query';
import { useArchive } from '../../../api/ArchiveContext.ts';
import { useFrame } from '../../../frames/useFrame.ts';
import { useRested } from '../../../parts/useRested.ts';
import { nearestImage, type PreviewPlace } from './previewPlace.ts';

/** Who passes over the timeline wants no pictures. */
const RESTS_MS = 120;
/** Images of so short a span that some are near its middle. */
const IMAGES = 50;
/** Addresses of images end after a while. */
const ADDRESS_MS = 10 * 60_000;
/** Footage about the moment, so that a key frame before it is in it. */
const ABOUT_MS = 1000;

/**
 * The address of a picture of a moment: the nearest image; else, where KVS made none thereabouts, a frame of the
 * archive. Null where there is neither, undefined until that is known.
 */
export function usePreview(stream: string, place: PreviewPlace, hasFootage: boolean): string | null | undefined {
  const archive = useArchive();
  const atMs = useRested(place.atMs, RESTS_MS);
  const rests = atMs === place.atMs;
  const { fromMs, toMs } = place;
  const image = useQuery({
    queryKey: ['images', stream, fromMs, toMs],
    enabled: rests,
    staleTime: ADDRESS_MS,
    retry: false,
    queryFn: async ({ signal }) => {
      const { items } = await archive.get('/streams/{stream}/images', {
        params: { path: { stream }, query: { from: String(fromMs), to: String(toMs), limit: IMAGES } },
        signal,
      });
      return (
        nearestImage(
          items.filter(({ imageUrl }) => imageUrl !== undefined),
          place.atMs,
        )?.imageUrl ?? null
      );
    },
  });
  const frame = useFrame({
    stream,
    fromMs: atMs - ABOUT_MS,
    toMs: atMs + ABOUT_MS,
    atMs,
    key: [atMs],
    enabled: rests && hasFootage && !image.isPending && image.data == null,
  });
  if (!rests || (image.isPending && image.fetchStatus !== 'idle')) return undefined;
  return image.data ?? frame;
}
