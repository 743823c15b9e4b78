import { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { KvsFootageSource } from '../../cloud/kvs/KvsFootageSource.ts';
import type { Context } from '../Context.ts';
import { clientSettings } from './clientSettings.ts';
import type { Installation } from './Installation.ts';

export interface Footage {
  readonly source: KvsFootageSource;
  close(): void;
}

/** Reads streams from KVS itself. */
export async function openFootage(installation: Installation, context: Context): Promise<Footage> {
  const settings = await clientSettings(installation);
  const { region, credentials } = settings;
  // The clients of data endpoints take Region and keys from the environment, as they do in a Lambda.
  process.env.AWS_REGION ??= region;
  if (process.env.AWS_ACCESS_KEY_ID === undefined && process.env.AWS_PROFILE === undefined) {
    process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
    if (credentials.sessionToken !== undefined) process.env.AWS_SESSION_TOKEN = credentials.sessionToken;
  }
  const control = new KinesisVideoClient(settings);
  const source = new KvsFootageSource(control, () => Promise.resolve(), context.system);
  return { source, close: () => control.destroy() };
}
