import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { components } from '../../client/createClient.ts';
import { useArchive } from './ArchiveContext.ts';

export type Detection = components['schemas']['Detection'];

export interface Sought {
  readonly label?: string;
  readonly stream?: string;
  readonly from?: string;
  readonly to?: string;
}

const PAGE = 60;

/** What was seen in images, newest first, a page at a time. */
export function useDetections(sought: Sought) {
  const archive = useArchive();
  return useInfiniteQuery({
    queryKey: ['detections', sought],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      archive.get('/detections', {
        params: { query: { ...sought, limit: PAGE, ...(pageParam === undefined ? {} : { nextToken: pageParam }) } },
        signal,
      }),
    getNextPageParam: (page) => page.nextToken,
  });
}

/** Labels that were seen anywhere. */
export function useLabels() {
  const archive = useArchive();
  return useQuery({ queryKey: ['labels'], queryFn: () => archive.get('/labels') });
}
