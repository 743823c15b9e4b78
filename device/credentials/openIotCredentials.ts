import type { System } from '../../core/system.ts';
import type { CredentialProvider } from './CredentialProvider.ts';
import type { IotSettings } from './IotSettings.ts';
import { type CredentialEvent, RefreshingCredentials } from './RefreshingCredentials.ts';
import { readIotIdentity } from './readIotIdentity.ts';
import { requestCredentials } from './requestCredentials.ts';

export interface IotCredentialOptions {
  readonly settings: IotSettings;
  readonly system: System;
  readonly onEvent?: (event: CredentialEvent) => void;
  /** Told how far AWS's clock is ahead of this machine's, in milliseconds. */
  readonly onClock?: (aheadMs: number) => void;
}

/** Credentials of a device, to be closed when it is done. */
export interface DeviceCredentials {
  readonly provide: CredentialProvider;
  /** What people should be told. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

/**
 * Credentials by a certificate, from AWS IoT's credentials provider. Files are read and checked at once, nothing is
 * asked before the first `provide`.
 *
 * @throws ArchiverError `InvalidInput` for files that cannot be used
 */
export async function openIotCredentials(options: IotCredentialOptions): Promise<DeviceCredentials> {
  const { settings, system, onEvent, onClock } = options;
  const { identity, notices } = await readIotIdentity(settings, system.clock.now());
  const credentials = new RefreshingCredentials({
    request: (signal) =>
      requestCredentials(identity, { system, signal, ...(onClock === undefined ? {} : { onClock }) }),
    system,
    onEvent,
  });
  return { provide: credentials.provide, notices, close: () => credentials.close() };
}
