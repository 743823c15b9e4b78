import type { ObjectPlace } from './objectStore.ts';

/** Images that were made on request, in a place of their own. */
export interface RequestedImages {
  /** Stores one, over what was made of the same moment before. @throws ArchiverError `AccessDenied`, `Internal` */
  put(
    place: ObjectPlace,
    image: {
      readonly bytes: Uint8Array;
      readonly contentType: string;
      readonly metadata: Readonly<Record<string, string>>;
    },
  ): Promise<void>;
}
