import type { ObjectPlace } from './objectStore.ts';

/** What the bucket says of an image without giving it. */
export interface ImageObject {
  readonly bytes: number;
  readonly contentType: string;
  /** Names in lower case, as S3 keeps them. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly storedMs: number;
}

/** Images as objects. */
export interface ImageObjects {
  /** @throws ArchiverError `NotFound`, `AccessDenied` */
  describe(place: ObjectPlace): Promise<ImageObject>;
}
