import type { ObjectPlace } from './objectStore.ts';

/** A file in a bucket, without its bytes. */
export interface PackageFile extends ObjectPlace {
  readonly bytes: number;
  /** With its quotes. */
  readonly etag: string;
  /** When the bucket says that it was stored, in whole seconds. */
  readonly storedMs: number;
}

/** A part of an upload, as whoever put it tells of it. */
export interface UploadedPart {
  readonly number: number;
  readonly etag: string;
}

/** Files that are packaged, and the files of packages: what other parts of the product never do with objects. */
export interface PackageFiles {
  /** What the bucket says of a file; undefined where there is none. */
  describe(place: ObjectPlace): Promise<PackageFile | undefined>;
  /** Files under a prefix in the order of their keys. */
  list(bucket: string, prefix: string): AsyncIterable<PackageFile>;
  /** Deletes everything under a prefix. @returns how many files went */
  removeAll(bucket: string, prefix: string): Promise<number>;
  /** Begins an upload in parts; whoever has the addresses of the parts puts them. @returns its id */
  beginUpload(place: ObjectPlace, contentType: string): Promise<string>;
  /**
   * Makes a file of the parts of an upload.
   *
   * @throws ArchiverError `NotFound` where the upload is gone, be it that this was done before; `InvalidInput` for parts
   *   that are not there or too small
   */
  completeUpload(place: ObjectPlace, uploadId: string, parts: readonly UploadedPart[]): Promise<void>;
  /** Gives an upload up; again is fine. */
  abortUpload(place: ObjectPlace, uploadId: string): Promise<void>;
}

/** What somebody is to send with the file that he puts. */
export interface UploadAddress {
  readonly url: string;
  /** The signature demands them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Addresses by which those who have no credentials put files. */
export interface UploadAddresses {
  /** One for a whole file of exactly so many bytes. @param sha256 hexadecimal: another file is refused */
  putFile(
    place: ObjectPlace,
    file: { readonly bytes: number; readonly contentType: string; readonly sha256?: string },
    expiresSeconds: number,
  ): Promise<UploadAddress>;
  /** One for a part of exactly so many bytes. */
  putPart(
    place: ObjectPlace,
    part: { readonly uploadId: string; readonly number: number; readonly bytes: number },
    expiresSeconds: number,
  ): Promise<UploadAddress>;
}
