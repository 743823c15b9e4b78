import { createContext, useContext } from 'react';
import { type ArchiverClient, createClient } from '../../client/createClient.ts';

/** The HTTP API behind the same address as the page. */
export const openArchive = (token?: () => string | Promise<string>): ArchiverClient =>
  createClient({ apiUrl: location.origin, ...(token === undefined ? {} : { token }) });

export const ArchiveContext = createContext<ArchiverClient | undefined>(undefined);

/** The client of the HTTP API. */
export function useArchive(): ArchiverClient {
  const archive = useContext(ArchiveContext);
  if (archive === undefined) throw new Error('there is no ArchiveContext above');
  return archive;
}
