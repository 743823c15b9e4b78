/** A stream of the account, as a listing shows it. */
export interface ListedStream {
  readonly streamName: string;
  readonly streamArn: string;
}

/** All streams of the account, whether they are archived or not. */
export interface StreamDirectory {
  /**
   * Streams that can be read, in pages and no order.
   *
   * @param prefix of their names; all where it is left out
   * @throws ArchiverError `Throttled`, `AccessDenied`
   */
  list(prefix?: string): AsyncIterable<readonly ListedStream[]>;
  /** @throws ArchiverError `NotFound`, `Throttled` */
  tags(streamArn: string): Promise<Readonly<Record<string, string>>>;
}
