/** What a track holds; anything but video and audio is `other` and only passes through. */
export type TrackType = 'video' | 'audio' | 'other';

/** The codec ids that KVS producers send (documented: developer guide, video playback track requirements). */
export type KnownCodecId = 'V_MPEG4/ISO/AVC' | 'V_MPEGH/ISO/HEVC' | 'A_AAC' | 'A_MS/ACM';

/** One TrackEntry of a Matroska header. */
export interface Track {
  /** TrackNumber: what blocks refer to; 1 or more. */
  readonly number: number;
  readonly type: TrackType;
  /** CodecID as written, NUL padding taken off: a `KnownCodecId` or anything else. */
  readonly codecId: string;
  /** CodecPrivate as written: avcC, hvcC, AudioSpecificConfig or WAVEFORMATEX. Absent where the producer sent none. */
  readonly codecPrivate?: Uint8Array | undefined;
  readonly name?: string | undefined;
  /** DefaultDuration of one frame in nanoseconds. */
  readonly defaultDurationNs?: number | undefined;
  readonly video?: { readonly width: number; readonly height: number } | undefined;
  readonly audio?:
    | { readonly samplingFrequency: number; readonly channels: number; readonly bitDepth?: number | undefined }
    | undefined;
}
