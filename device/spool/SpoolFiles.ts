/** What a spool needs of a file system. Errors are those of Node, with `code`. */
export interface SpoolFiles {
  /** Makes a folder with those above it; one that is there will do. */
  makeFolder(path: string): Promise<void>;
  /** The names in a folder; none where there is no such folder. */
  list(path: string): Promise<string[]>;
  /** Writes a whole file and waits until it is on the disk (fdatasync). */
  write(path: string, parts: readonly Uint8Array[]): Promise<void>;
  /** Undefined where there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; none there is no error. */
  remove(path: string): Promise<void>;
  /** Removes an empty folder; one that is not empty, or not there, stays as it is. */
  removeFolder(path: string): Promise<void>;
  /** Appends to a file, making it where there is none. */
  append(path: string, text: string): Promise<void>;
  /** Bytes of a file; 0 where there is none. */
  sizeOf(path: string): Promise<number>;
}
