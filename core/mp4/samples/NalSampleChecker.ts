/** Bytes of a picture's NAL unit that tell what it is. */
const HEAD_BYTES = 8;

/**
 * Checks pictures in the form that an MP4 and KVS's Matroska hold them in: NAL units, each behind its length (ISO/IEC
 * 14496-15). The lengths must add up to the sample, and a key frame must begin with a picture that can be decoded by
 * itself. Holds a few bytes.
 */
export class NalSampleChecker {
  readonly #codec: 'avc' | 'hevc';
  readonly #lengthSize: number;
  #keyframe = false;
  #lengthBytes = 0;
  #unitLeft = 0;
  #units = 0;
  /** The first bytes of the unit that is being read, as long as no picture was seen. */
  #head: number[] = [];
  #inUnit = false;
  /** Whether the first picture stands alone; undefined before there was one. */
  #standsAlone: boolean | undefined;

  /** @param lengthSize bytes of each length: 1, 2 or 4 */
  constructor(codec: 'avc' | 'hevc', lengthSize: number) {
    this.#codec = codec;
    this.#lengthSize = lengthSize;
  }

  begin(keyframe: boolean): void {
    this.#keyframe = keyframe;
    this.#lengthBytes = 0;
    this.#unitLeft = 0;
    this.#units = 0;
    this.#head = [];
    this.#inUnit = false;
    this.#standsAlone = undefined;
  }

  take(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (!this.#inUnit) {
        this.#unitLeft = this.#unitLeft * 256 + (bytes[at] ?? 0);
        at += 1;
        this.#lengthBytes += 1;
        if (this.#lengthBytes === this.#lengthSize) this.#beginUnit();
        continue;
      }
      const taken = Math.min(this.#unitLeft, bytes.length - at);
      if (this.#standsAlone === undefined && this.#head.length < HEAD_BYTES) {
        this.#head.push(...bytes.subarray(at, at + Math.min(taken, HEAD_BYTES - this.#head.length)));
      }
      at += taken;
      this.#unitLeft -= taken;
      if (this.#unitLeft === 0) this.#endUnit();
    }
  }

  /** @returns what is wrong with the sample; undefined where nothing is */
  end(): string | undefined {
    if (this.#inUnit) return `its last NAL unit lacks ${this.#unitLeft} bytes`;
    if (this.#lengthBytes > 0) return 'it ends within the length of a NAL unit';
    if (this.#units === 0) return 'it holds no NAL unit';
    if (!this.#keyframe || this.#standsAlone === true) return undefined;
    return this.#standsAlone === undefined
      ? 'it is a key frame without a picture'
      : 'it is a key frame, and its picture needs others to be decoded';
  }

  #beginUnit(): void {
    this.#lengthBytes = 0;
    this.#head = [];
    // A length of nothing is written by some encoders as padding.
    this.#inUnit = this.#unitLeft > 0;
  }

  #endUnit(): void {
    this.#units += 1;
    this.#inUnit = false;
    this.#standsAlone ??= this.#codec === 'avc' ? avcStandsAlone(this.#head) : hevcStandsAlone(this.#head);
  }
}

/** ITU-T H.264, table 7-1: 5 is an IDR picture. A picture all of I slices may be one too, in an open group. */
function avcStandsAlone(head: readonly number[]): boolean | undefined {
  const type = (head[0] ?? 0) & 0x1f;
  if (type === 5) return true;
  if (type === 0 || type > 5) return undefined;
  const bits = new ExponentialGolomb(head.slice(1));
  bits.next();
  const sliceType = bits.next() % 5;
  return sliceType === 2 || sliceType === 4;
}

/** ITU-T H.265, table 7-1: 16 to 23 are intra random access points, all others below 32 pictures that are not. */
function hevcStandsAlone(head: readonly number[]): boolean | undefined {
  const type = ((head[0] ?? 0) >> 1) & 0x3f;
  return type >= 32 ? undefined : type >= 16 && type <= 23;
}

/** Unsigned numbers of a slice's header: ITU-T H.264, 9.1. */
class ExponentialGolomb {
  readonly #bytes: readonly number[];
  #at = 0;

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  next(): number {
    let zeros = 0;
    while (zeros < 32 && this.#bit() === 0) zeros += 1;
    let value = 1;
    for (let bit = 0; bit < zeros; bit++) value = value * 2 + this.#bit();
    return value - 1;
  }

  #bit(): number {
    const bit = ((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1;
    this.#at += 1;
    return bit;
  }
}
