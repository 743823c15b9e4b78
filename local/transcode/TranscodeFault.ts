/** Why a source cannot be transcoded. */
export type FaultReason =
  /** It is none of the containers. */
  | 'no-parser'
  /** An MP4 whose index is not there. */
  | 'no-index'
  /** It ends before its index says. */
  | 'cut-off'
  | 'no-video'
  | 'no-audio'
  | 'video-codec'
  | 'audio-codec'
  /** It is read, and nothing can be made of what it holds. */
  | 'damaged'
  /** The fault is ours, or the machine's. */
  | 'internal';

/** An order that was not carried out. */
export class TranscodeFault extends Error {
  readonly reason: FaultReason;
  /** Number (0-based) of the source. */
  readonly source: number;

  constructor(reason: FaultReason, message: string, source = 0, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'TranscodeFault';
    this.reason = reason;
    this.source = source;
  }
}
