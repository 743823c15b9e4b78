/** A box of an MP4 (ISO/IEC 14496-12). Offsets are those of the file. */
export interface Box {
  readonly type: string;
  readonly start: number;
  /** First byte after size and type. */
  readonly dataStart: number;
  readonly end: number;
}
