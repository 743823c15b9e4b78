import { useMutation, useQuery } from '@tanstack/react-query';
import { useArchive } from './ArchiveContext.ts';

const POLL_MS = 1500;

export interface Range {
  readonly stream: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Asks for one file of a range. */
export function useStartExport() {
  const archive = useArchive();
  return useMutation({
    mutationFn: ({ stream, fromMs, toMs, gaps }: Range & { readonly gaps: 'cut' | 'keep' }) =>
      archive.post('/exports', { body: { stream, from: Math.floor(fromMs), to: Math.ceil(toMs), gaps } }),
  });
}

/** How an export fares, until it has ended. */
export function useExport(id: string | undefined) {
  const archive = useArchive();
  return useQuery({
    queryKey: ['export', id],
    enabled: id !== undefined,
    queryFn: () => archive.get('/exports/{id}', { params: { path: { id: id ?? '' } } }),
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.status === 'QUEUED' || state.data.status === 'RUNNING' ? POLL_MS : false,
  });
}

/** Makes a link that opens a range without a login. */
export function useShare() {
  const archive = useArchive();
  return useMutation({
    mutationFn: ({ stream, fromMs, toMs, expiresIn }: Range & { readonly expiresIn: number }) =>
      archive.post('/shares', { body: { stream, from: Math.floor(fromMs), to: Math.ceil(toMs), expiresIn } }),
  });
}
