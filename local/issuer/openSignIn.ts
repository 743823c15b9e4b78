import { createPublicKey } from 'node:crypto';
import type { System } from '../../core/system.ts';
import type { HttpApiDefinition } from '../httpapi/readRoutes.ts';
import type { LocalService } from '../service.ts';
import type { KeyOf } from '../tokens/verifyJws.ts';
import { createIssuerControl } from './createIssuerControl.ts';
import { ISSUER_PATH } from './Issuer.ts';
import { openIssuer } from './openIssuer.ts';
import { audienceOf, withOwnIssuer } from './withOwnIssuer.ts';

export interface SignInOptions {
  /** Holds the issuer's key. */
  readonly dir: string;
  /** The stack's address. */
  readonly url: string;
  readonly api: HttpApiDefinition;
  readonly system: System;
}

/** How people sign in where tokens are asked for. */
export interface SignIn {
  /** The API with tokens of the issuer here. */
  readonly api: HttpApiDefinition;
  readonly keyOf: KeyOf;
  /** Answers `/_local/issuer`. */
  readonly control: Pick<LocalService, 'handle'>;
  /** What the deployed stack would output of it. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Where the owner's password lies. */
  readonly passwordPath: string;
}

/** Opens the stack's own issuer. @throws ArchiverError `InvalidInput` where the API wants tokens of another */
export async function openSignIn({ dir, url, api, system }: SignInOptions): Promise<SignIn> {
  const address = `${url}${ISSUER_PATH}`;
  const audience = audienceOf(api) ?? 'kvs-archiver';
  const own = withOwnIssuer(api, address);
  const issuer = await openIssuer(dir, system);
  const key = createPublicKey(issuer.privateKey);
  return {
    api: own,
    keyOf: (kid) => (kid === issuer.publicKey.kid ? key : undefined),
    control: createIssuerControl({ issuer, address, audience, system }),
    outputs: { JwtIssuer: address, JwtAudience: audience },
    passwordPath: issuer.passwordPath,
  };
}
