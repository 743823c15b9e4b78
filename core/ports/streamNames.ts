/** Names of streams, and which streams bore them. */
export interface StreamNames {
  /** ARNs of every stream that was ever seen under the name, enrolled or not, gone or not. Eventually consistent. */
  arnsOf(streamName: string): Promise<string[]>;
}
