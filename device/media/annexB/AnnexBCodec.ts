/** Where a NAL unit stands among those of its picture. */
export type NalRole =
  /** A slice. */
  | 'slice'
  /** VPS, SPS, PPS: they go into CodecPrivate. */
  | 'parameter-set'
  /** Access unit delimiter: only for byte streams. */
  | 'delimiter'
  /** Comes before its picture's slices (SEI and the like): the picture before is complete. */
  | 'prefix'
  /** Comes within or behind its picture. */
  | 'other';

/** What the parameter sets say. */
export interface PictureFormat {
  /** avcC or hvcC. */
  readonly codecPrivate: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** From the VUI; undefined where the encoder does not say. */
  readonly framesPerSecond: number | undefined;
  /** Whether pictures may be shown in another order than that in which they are decoded; undefined where unsaid. */
  readonly reorders: boolean | undefined;
}

/** What a picture's first slice says. */
export interface SliceFacts {
  /** Picture order count. */
  readonly order: number;
  /** Shown out of the order of decoding. */
  readonly isBidirectional: boolean;
}

/** Reads a picture's place in the order of display; keeps what it must know of those before. */
export interface SliceReader {
  /** Undefined where the order is that of decoding. */
  read(slice: Uint8Array): SliceFacts | undefined;
}

/** What differs between H.264 and H.265 in an Annex-B stream. */
export interface AnnexBCodec {
  readonly codecId: 'V_MPEG4/ISO/AVC' | 'V_MPEGH/ISO/HEVC';
  readonly label: string;
  /** Difference of the order count of two pictures that follow one another in display, at most. */
  readonly orderStep: number;
  role(unit: Uint8Array): NalRole;
  /** Of a slice: whether it is its picture's first one. */
  beginsPicture(slice: Uint8Array): boolean;
  /** Of a slice: whether a decoder can begin here. */
  isKeyFrame(slice: Uint8Array): boolean;
  /** Of a slice: whether the order count begins anew. */
  resetsOrder(slice: Uint8Array): boolean;
  /** Kind and id of a parameter set: one replaces an earlier one of the same. @throws ArchiverError `Corrupt` */
  parameterSetKey(unit: Uint8Array): string;
  /** @throws ArchiverError `UnsupportedMedia` when one is missing, `Corrupt` when one cannot be read. */
  readFormat(parameterSets: readonly Uint8Array[]): PictureFormat;
  sliceReader(parameterSets: readonly Uint8Array[]): SliceReader;
}
