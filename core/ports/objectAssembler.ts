import type { ByteRange, ObjectPlace } from './objectStore.ts';

/** An object that is being put together. */
export interface Assembly extends ObjectPlace {
  readonly uploadId: string;
}

/** A part that is in place. */
export interface AssembledPart {
  readonly number: number;
  readonly bytes: number;
  readonly etag: string;
}

/** An object that was put together. */
export interface AssembledObject {
  readonly bytes: number;
  /** CRC-64/NVME of the whole object in base64, as S3 keeps it; absent where it keeps none. */
  readonly crc64nvme?: string;
}

/** Objects put together from others where they lie: S3's multipart upload with copies. Each call may be made again. */
export interface ObjectAssembler {
  begin(place: ObjectPlace, contentType: string): Promise<Assembly>;
  /**
   * Makes a part from bytes of an object; they do not pass through here.
   *
   * @param etag of the object as it was when the part was planned
   * @throws ArchiverError `NotFound` where the upload or the object is gone; `Conflict` where the object is another
   */
  copyPart(assembly: Assembly, number: number, source: ObjectPlace, etag: string, range: ByteRange): Promise<void>;
  /** @throws ArchiverError `NotFound` where the upload is gone */
  putPart(assembly: Assembly, number: number, bytes: Uint8Array): Promise<void>;
  /** Parts in order of their number, those behind `after`. @throws ArchiverError `NotFound` where the upload is gone */
  parts(assembly: Assembly, after?: number): AsyncIterable<AssembledPart>;
  /** Makes the object visible. @throws ArchiverError `NotFound` where the upload is gone, be it that this was done before */
  complete(assembly: Assembly, parts: readonly AssembledPart[]): Promise<void>;
  /** Gives it up, and frees its parts; again, and after `complete`, is fine. */
  abort(assembly: Assembly): Promise<void>;
  /** The object, where it is; undefined where it is not. */
  find(place: ObjectPlace): Promise<AssembledObject | undefined>;
}
