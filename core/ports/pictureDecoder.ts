/** A track of pictures, as a decoder is set up for it. */
export interface CodedTrack {
  /** RFC 6381 codec string. */
  readonly codec: string;
  /** What is in its avcC or hvcC. */
  readonly configuration?: Uint8Array;
}

/** A picture as it is stored. */
export interface CodedPicture {
  readonly bytes: Uint8Array;
  readonly keyframe: boolean;
}

/** `unsupported`: this decoder knows no such pictures; nothing is said of them. */
export type DecodeOutcome =
  | { readonly outcome: 'decoded' }
  | { readonly outcome: 'failed' | 'unsupported'; readonly because: string };

/** Really decodes pictures. */
export interface PictureDecoder {
  /** Decodes pictures of which the first is a key frame, and tells whether each became a picture. */
  decode(track: CodedTrack, pictures: readonly CodedPicture[]): Promise<DecodeOutcome>;
}
