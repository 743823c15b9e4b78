import { ArchiverError } from '../errors.ts';
import type { ObjectPlace } from './objectStore.ts';

/** What a link to an object is asked for. */
export interface ObjectLinkRequest {
  /** How long it opens, in whole seconds: 1 to `LONGEST_LINK_SECONDS`. */
  readonly expiresSeconds: number;
  /** Whoever follows it is offered the file under this name; without one the browser shows what it can show. */
  readonly fileName?: string;
}

/** A link, and until when it opens. */
export interface ObjectLink {
  readonly url: string;
  /** UTC epoch milliseconds. */
  readonly expiresMs: number;
}

/** Documented: S3 API reference, "Authenticating requests: using query parameters", X-Amz-Expires. */
export const LONGEST_LINK_SECONDS = 604_800;

/** Links to objects, for those who have no credentials. */
export interface ObjectLinks {
  /**
   * A link that reads the object, and ranges of it, until it expires. It does not tell whether there is one. Made with
   * temporary credentials it ends with these, however long it was meant to open.
   *
   * @throws ArchiverError `InvalidInput` for a time that is none
   */
  linkTo(place: ObjectPlace, request: ObjectLinkRequest): Promise<ObjectLink>;
}

/** Checks what every kind of link is held to. @throws ArchiverError `InvalidInput`, naming `expires` */
export function checkLinkSeconds(expiresSeconds: number): void {
  if (Number.isInteger(expiresSeconds) && expiresSeconds >= 1 && expiresSeconds <= LONGEST_LINK_SECONDS) return;
  throw new ArchiverError(
    'InvalidInput',
    `expires: ${expiresSeconds} is not a whole number of seconds from 1 to ${LONGEST_LINK_SECONDS}`,
    { details: { field: 'expires' } },
  );
}
