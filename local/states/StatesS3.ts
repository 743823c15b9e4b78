/** An object as a listing shows it. */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** UTC epoch milliseconds. */
  readonly lastModified: number;
}

/** What an ItemReader and a ResultWriter need of S3. */
export interface StatesS3 {
  /** The object's bytes; rejects with an error whose `name` is that of S3 (`NoSuchKey`). */
  getObject(bucket: string, key: string): Promise<AsyncIterable<Uint8Array>>;
  /** Every object under the prefix, in key order. */
  listObjects(bucket: string, prefix: string): AsyncIterable<ListedObject>;
  putObject(bucket: string, key: string, body: Uint8Array): Promise<void>;
}

/** S3 where it matters who asks. */
export interface StatesS3InRoles {
  /** S3 as that role may use it. */
  inRole(roleArn: string): StatesS3;
}
