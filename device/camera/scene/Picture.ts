/** One picture in I420: full luma, chroma at half width and height; BT.709, limited range. Width and height are even. */
export class Picture {
  readonly width: number;
  readonly height: number;
  /** The planes one after the other, as the encoder takes them. */
  readonly bytes: Uint8Array;
  readonly luma: Uint8Array;
  readonly cb: Uint8Array;
  readonly cr: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    const pixels = width * height;
    this.bytes = new Uint8Array(pixels + pixels / 2);
    this.luma = this.bytes.subarray(0, pixels);
    this.cb = this.bytes.subarray(pixels, pixels + pixels / 4);
    this.cr = this.bytes.subarray(pixels + pixels / 4);
  }

  /** Becomes a copy of a picture of the same size. */
  copyFrom(other: Picture): void {
    this.bytes.set(other.bytes);
  }
}
