import type { FrameRate } from '../../core/packages/transcode/planFrameRate.ts';

/** One size of the picture, in H.264. */
export interface VideoOrder {
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  /** Bits a second: on average, and never more. */
  readonly bitrate: number;
  readonly maxBitrate: number;
}

export interface AudioOrder {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitrate: number;
}

/** Pictures taken out of the video: the first, and one each so many seconds. */
export interface CaptureOrder {
  readonly everySeconds: number;
  readonly most: number;
  readonly width: number;
  readonly height: number;
  /** Of JPEG, 1 to 100. */
  readonly quality: number;
}

export interface SpriteOrder {
  readonly everySeconds: number;
  readonly columns: number;
  readonly rows: number;
  /** Of each picture. */
  readonly width: number;
  readonly height: number;
}

/** What is to be made of some sources, one played behind the other. */
export interface TranscodeOrder {
  /** URLs that answer to ranges. */
  readonly sources: readonly string[];
  readonly video: readonly VideoOrder[];
  readonly frameRate: FrameRate;
  readonly gopSeconds: number;
  readonly segmentSeconds: number;
  readonly deinterlace: boolean;
  /** Whether a rotation that the file asks for is carried out. */
  readonly rotate: boolean;
  readonly audio?: AudioOrder;
  readonly captures: readonly CaptureOrder[];
  readonly sprite?: SpriteOrder;
}

/** What a source turned out to be. */
export interface ProbedSource {
  /** When its first sample is shown, in seconds of its own time. */
  readonly start: number;
  readonly durationMs: number;
  readonly video: {
    readonly codec: string;
    readonly width: number;
    readonly height: number;
    readonly rotation: 0 | 90 | 180 | 270;
    readonly frameRate: number;
  };
  readonly audio?: { readonly codec: string; readonly channels: number; readonly sampleRate: number };
}

/** The number of a size of the picture in its order, or the sound. */
export type TrackName = number | 'audio';

/** What comes out of a transcoder, in the order of its making; each is taken before the next is given. */
export type MadePiece =
  | { readonly kind: 'probed'; readonly sources: readonly ProbedSource[] }
  /** What begins every playback of a track. */
  | { readonly kind: 'init'; readonly track: TrackName; readonly bytes: Uint8Array; readonly codec: string }
  /** A group of pictures, or as much sound: a moof and its mdat. */
  | { readonly kind: 'fragment'; readonly track: TrackName; readonly bytes: Uint8Array; readonly seconds: number }
  | { readonly kind: 'picture'; readonly capture: number; readonly bytes: Uint8Array }
  | { readonly kind: 'sheet'; readonly bytes: Uint8Array; readonly pictures: number | undefined }
  | { readonly kind: 'progress'; readonly percent: number; readonly frames: number };

/** What is known at the end. */
export interface TranscodeSummary {
  readonly durationMs: number;
  readonly frames: number;
  /** Pictures that the decoder took and did not give. */
  readonly lost: number;
}

/** Makes renditions and pictures on this machine. */
export interface LocalTranscoder {
  readonly name: 'ffmpeg' | 'node-webcodecs';
  /**
   * @param take is awaited before more is made: what is not taken does not pile up
   * @throws TranscodeFault; the signal's reason where it is aborted
   */
  transcode(
    order: TranscodeOrder,
    take: (piece: MadePiece) => Promise<void>,
    signal: AbortSignal,
  ): Promise<TranscodeSummary>;
}
