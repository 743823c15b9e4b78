import { readFile } from 'node:fs/promises';
import { ArchiverError } from '../../core/errors.ts';
import type { Stack } from '../../local/stack/Stack.ts';
import type { Installation, Keys } from '../connection/Installation.ts';

/** One that runs in this process. */
export interface EmbeddedInstallation extends Installation {
  readonly endpoint: string;
}

/** The stack that this process runs, as its clients see it; with `auth`, through the administrator's keys. */
export async function installationOf(stack: Stack, auth: boolean): Promise<EmbeddedInstallation> {
  const { url, region, outputs, credentialsPath } = stack;
  const keys = auth ? await readKeys(credentialsPath) : { accessKeyId: 'local', secretAccessKey: 'local' };
  return { place: `the stack at ${url}`, endpoint: url, region, outputs, keys: () => Promise.resolve(keys) };
}

async function readKeys(path: string): Promise<Keys> {
  const { accessKeyId, secretAccessKey } = JSON.parse(await readFile(path, 'utf8')) as Partial<Keys>;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new ArchiverError('Corrupt', `${path} holds no accessKeyId and secretAccessKey`);
  }
  return { accessKeyId, secretAccessKey };
}
