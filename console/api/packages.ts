import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ArchiverClient, components, Item } from '../../client/createClient.ts';
import { putBlob } from '../jobs/uploads/putBlob.ts';
import { sendFile } from '../jobs/uploads/sendFile.ts';
import type { Send } from '../jobs/uploads/Uploads.ts';
import { useArchive } from './ArchiveContext.ts';
import type { Range } from './exports.ts';

export type ListedPackage = Item<'/jobs'>;
export type Package = components['schemas']['Job'];

const PAGE = 50;
const BUSY_MS = 2000;
const REFRESH_MS = 15_000;

export const isPackaging = ({ status }: Pick<ListedPackage, 'status'>): boolean =>
  status === 'AWAITING_UPLOAD' || status === 'SUBMITTED' || status === 'PROGRESSING';

/** Packaging jobs, newest first; asked for often while one is under way. */
export function usePackages() {
  const archive = useArchive();
  return useInfiniteQuery({
    queryKey: ['packages'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      archive.get('/jobs', {
        params: { query: { limit: PAGE, ...(pageParam === undefined ? {} : { nextToken: pageParam }) } },
        signal,
      }),
    getNextPageParam: (page) => page.nextToken,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isPackaging)) === true ? BUSY_MS : REFRESH_MS,
  });
}

/** One that is ready, with its addresses. */
export function usePackage(id: string, enabled: boolean) {
  const archive = useArchive();
  return useQuery({
    queryKey: ['package', id],
    enabled,
    // Its addresses open for hours.
    staleTime: 30 * 60_000,
    queryFn: () => archive.get('/jobs/{id}', { params: { path: { id } } }),
  });
}

/** Calls one off, or takes it away with its files. */
export function useRemovePackage() {
  const archive = useArchive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => archive.delete('/jobs/{id}', { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['packages'] }),
  });
}

/** Has a range of a stream packaged. */
export function usePackageRange() {
  const archive = useArchive();
  return useMutation({
    mutationFn: ({ stream, fromMs, toMs }: Range) =>
      archive.post('/packages', { body: { streamName: stream, from: Math.floor(fromMs), to: Math.ceil(toMs) } }),
  });
}

/** Makes a link that opens a package without a login. */
export function useSharePackage() {
  const archive = useArchive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ packageId, expiresIn }: { readonly packageId: string; readonly expiresIn: number }) =>
      archive.post('/shares', { body: { packageId, expiresIn } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['shares'] }),
  });
}

/** Sends a file to be packaged; called again for the same upload it goes on. */
export function sendTo(archive: ArchiverClient): Send {
  const tokens = new WeakMap<File, string>();
  return (file, onSent) => {
    const clientToken = tokens.get(file) ?? crypto.randomUUID();
    tokens.set(file, clientToken);
    const { name: fileName, size: bytes } = file;
    const contentType = /^video\/[a-z0-9.+-]{1,64}$/i.test(file.type) ? file.type : 'application/octet-stream';
    return sendFile(
      file,
      {
        announce: () => archive.post('/uploads', { body: { fileName, bytes, contentType, clientToken } }),
        complete: (id, parts) =>
          archive.post('/uploads/{id}/complete', { params: { path: { id } }, body: { parts: [...parts] } }),
        put: putBlob,
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      },
      onSent,
    );
  };
}
