/** Playlists over what is archived, for players without credentials. */
export interface ArchivePlaylists {
  /**
   * A link to the HLS playlist of a span of a stream, [fromMs, toMs) of producer time, that opens until `expiresMs`.
   */
  linkTo(
    streamName: string,
    span: { readonly fromMs: number; readonly toMs: number },
    expiresMs: number,
  ): Promise<string>;
}
