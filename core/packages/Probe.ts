/** What a source's video track is, as read from the file itself. */
export interface VideoProbe {
  /** `avc`, `hevc`, `vp8`, `vp9`, `av1`, or whatever else the container names it. */
  readonly codec: string;
  /** As RFC 6381 writes it (`avc1.64001f`), where it could be read. */
  readonly codecString?: string;
  /** Pixels as they are coded, before pixel aspect and rotation. */
  readonly codedWidth: number;
  readonly codedHeight: number;
  /** Pixels as it is meant to be seen: square ones, turned upright. */
  readonly width: number;
  readonly height: number;
  /** Degrees clockwise by which a player turns the coded picture. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Frames a second: of all that were looked at, the mean. */
  readonly frameRate: number;
  /** Whether frames lie at uneven distances. */
  readonly variableFrameRate: boolean;
  readonly interlaced: boolean;
  /** The frames that the index lists, where it does. */
  readonly frames?: number;
  /** Bits a second, where it is known. */
  readonly bitrate?: number;
}

/** What a source's first audio track is. */
export interface AudioProbe {
  /** `aac`, `opus`, `mp3`, `pcm-s16`, … */
  readonly codec: string;
  readonly codecString?: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitrate?: number;
}

/** What a source was found to be before it is packaged. One without `video` cannot be packaged. */
export interface Probe {
  /** `mp4`, `quicktime`, `matroska`, `webm`, `mpegts`, … */
  readonly container: string;
  /** Of the whole source. */
  readonly bytes: number;
  /** From its first to the end of its last frame. */
  readonly durationMs: number;
  readonly video?: VideoProbe;
  readonly audio?: AudioProbe;
}
