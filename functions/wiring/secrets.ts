import { SecretSigningKeys } from '../../cloud/secrets/SecretSigningKeys.ts';
import { StoredSecretValues } from '../../cloud/secrets/StoredSecretValues.ts';
import type { SecretValues } from '../../core/ports/secretValues.ts';
import type { SigningKeys } from '../../core/ports/signingKeys.ts';
import { setting } from '../environment.ts';
import { system } from './system.ts';

export const signingKeys = (): SigningKeys => new SecretSigningKeys(setting('LINK_SECRET'), system.clock);

export const secretValues = (): SecretValues => new StoredSecretValues();
