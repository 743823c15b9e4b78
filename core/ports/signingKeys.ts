import type { SigningKey } from '../links/SigningKey.ts';

/** The keys that links are signed with. */
export interface SigningKeys {
  /**
   * The one that signs first, behind it those that may have signed what is still about: after a rotation the one before.
   *
   * @throws ArchiverError `AccessDenied`, `NotFound`, `Throttled`
   */
  keys(): Promise<readonly [SigningKey, ...SigningKey[]]>;
}
