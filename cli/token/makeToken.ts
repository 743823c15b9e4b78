import { join } from 'node:path';
import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import { OWNER, scopeName } from '../../local/issuer/Issuer.ts';
import { readIssuer } from '../../local/issuer/openIssuer.ts';
import { signToken } from '../../local/issuer/signToken.ts';
import { ISSUER_DIR } from '../../local/stack/openDataFolder.ts';
import type { Installation } from '../connection/Installation.ts';
import { unreachable } from '../connection/unreachable.ts';

export interface TokenRequest {
  /** The stack's data folder: who may read it, may make tokens. */
  readonly data: string;
  /** `read`, `export`, `manage`. */
  readonly scopes: readonly string[];
  readonly streams: readonly string[] | undefined;
  readonly ttlMs: number;
}

const ANSWER_WITHIN_MS = 5_000;

/**
 * Makes a token for an embedded stack with `--auth`, by the key in its data folder.
 *
 * @throws ArchiverError `InvalidInput` where the stack takes none, or the data folder is another's
 */
export async function makeToken(
  { data, scopes, streams, ttlMs }: TokenRequest,
  { outputs, endpoint, place }: Installation,
  system: System,
): Promise<string> {
  if (endpoint === undefined) {
    const issuer = outputs.JwtIssuer ?? 'its jwtIssuer, which is not set';
    throw new ArchiverError('InvalidInput', `tokens for ${place} are made by ${issuer}`);
  }
  const { JwtIssuer: issuer, JwtAudience: audience } = outputs;
  if (issuer === undefined || audience === undefined) {
    throw new ArchiverError('InvalidInput', `${place} runs without --auth: it asks for no token`);
  }
  const own = await readIssuer(join(data, ISSUER_DIR)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
    const message = `--data: no issuer's key can be read in ${data} (${error.code}): name the stack's own data folder`;
    throw new ArchiverError('InvalidInput', message, { cause: error });
  });
  if (!(await keysAt(issuer)).includes(own.publicKey.kid)) {
    throw new ArchiverError('InvalidInput', `--data: ${data} is not the data folder of ${place}`);
  }
  const claims = { issuer, audience, subject: OWNER, scopes: scopes.map(scopeName), streams };
  return signToken(own, { ...claims, ttlSeconds: Math.round(ttlMs / 1000) }, system);
}

/** The names of the keys that the issuer shows. */
async function keysAt(issuer: string): Promise<readonly string[]> {
  try {
    const response = await fetch(`${issuer}/jwks.json`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const { keys = [] } = (await response.json()) as { keys?: readonly { kid?: string }[] };
    return keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid]));
  } catch (cause) {
    throw unreachable(issuer, cause);
  }
}
