import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Item } from '../../client/createClient.ts';
import { useArchive } from './ArchiveContext.ts';

export type ListedExport = Item<'/exports'>;
export type Share = Item<'/shares'>;

const PAGE = 50;
const BUSY_MS = 2000;
const REFRESH_MS = 15_000;

const isBusy = ({ status }: ListedExport): boolean => status === 'QUEUED' || status === 'RUNNING';

/** Exports, newest first; asked for often while one is being made. */
export function useExports() {
  const archive = useArchive();
  return useInfiniteQuery({
    queryKey: ['exports'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      archive.get('/exports', {
        params: { query: { limit: PAGE, ...(pageParam === undefined ? {} : { nextToken: pageParam }) } },
        signal,
      }),
    getNextPageParam: (page) => page.nextToken,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isBusy)) === true ? BUSY_MS : REFRESH_MS,
  });
}

/** Links that were shared, newest first. */
export function useShares() {
  const archive = useArchive();
  return useInfiniteQuery({
    queryKey: ['shares'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      archive.get('/shares', {
        params: { query: { limit: PAGE, ...(pageParam === undefined ? {} : { nextToken: pageParam }) } },
        signal,
      }),
    getNextPageParam: (page) => page.nextToken,
    refetchInterval: REFRESH_MS,
  });
}

/** Takes a link back. */
export function useRevoke() {
  const archive = useArchive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => archive.delete('/shares/{id}', { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['shares'] }),
  });
}
