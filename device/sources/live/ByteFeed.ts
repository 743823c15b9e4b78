/** Bytes of video that come from outside: standard input, or a program that reads a camera. */
export interface ByteFeed {
  /** Read with back-pressure. Throws an ArchiverError when it breaks; ends when the other side does. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What the other side said last, without secrets; empty where it said nothing. */
  lastWords(): string;
  /** Ends it; may be called twice. */
  close(): Promise<void>;
}
