import { join } from 'node:path';
import type { System } from '../../core/system.ts';
import type { Credentials } from '../auth/openCredentials.ts';
import type { LocalService } from '../service.ts';
import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';
import { openAuthority } from './certificates/openAuthority.ts';
import { createCredentialsProvider } from './createCredentialsProvider.ts';
import { createThingsControl } from './createThingsControl.ts';
import { openThings } from './openThings.ts';
import { readDeviceRules } from './readDeviceRules.ts';

export interface IotOptions {
  /** Holds the authority and the registry of things. */
  readonly dir: string;
  readonly template: EvaluatedTemplate;
  /** 0 takes a free one. */
  readonly port: number;
  readonly credentials: Pick<Credentials, 'lend'>;
  readonly system: System;
  readonly onFault: (error: unknown) => void;
}

/** As much of AWS IoT as a device needs to get credentials. */
export interface Iot {
  /** Of the credentials provider, host and port. */
  readonly endpoint: string;
  /** Answers `/_local/things`. */
  readonly control: Pick<LocalService, 'handle'>;
  close(): Promise<void>;
}

/** Opens the registry of things and begins to answer devices. */
export async function openIot(options: IotOptions): Promise<Iot> {
  const { dir, template, port, credentials, system, onFault } = options;
  const rules = readDeviceRules(template);
  const authority = await openAuthority(dir, system);
  const things = await openThings(join(dir, 'things'), authority, rules.thingTypeName, system);
  const provider = createCredentialsProvider({ rules, things, lend: credentials.lend, authority, system, onFault });
  return {
    endpoint: await provider.listen(port),
    control: createThingsControl({ things, authority: authority.certificate }),
    close: provider.close,
  };
}
