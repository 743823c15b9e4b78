import type { Installation, Keys } from './Installation.ts';

/** What every SDK client of an installation is made with. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials: Keys;
  readonly endpoint?: string;
}

/** @throws ArchiverError `AccessDenied` where no credentials are found */
export async function clientSettings({ endpoint, region, keys }: Installation): Promise<ClientSettings> {
  return { region, credentials: await keys(), ...(endpoint === undefined ? {} : { endpoint }) };
}

/** Buckets are no host names on one machine. */
export const s3Settings = async (
  installation: Installation,
): Promise<ClientSettings & { forcePathStyle: boolean }> => ({
  ...(await clientSettings(installation)),
  forcePathStyle: installation.endpoint !== undefined,
});
