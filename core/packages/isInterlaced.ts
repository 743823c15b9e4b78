/** Profiles whose parameter sets say more of colour (ITU-T H.264, 7.3.2.1.1). */
const HIGH_PROFILES = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

/**
 * Whether H.264 may hold fields in place of frames: `frame_mbs_only_flag` of its first sequence parameter set is 0.
 *
 * @param avcC the decoder configuration (ISO/IEC 14496-15, 5.3.3.1); what cannot be read is taken for frames
 */
export function isInterlaced(avcC: Uint8Array): boolean {
  const length = ((avcC[6] ?? 0) << 8) | (avcC[7] ?? 0);
  if (((avcC[5] ?? 0) & 0x1f) === 0 || length < 4 || avcC.length < 8 + length) return false;
  const unit = avcC.subarray(8, 8 + length);
  const profile = unit[1] ?? 0;
  const bits = new Bits(unescaped(unit.subarray(4)));
  bits.ue(); // seq_parameter_set_id
  if (HIGH_PROFILES.includes(profile)) {
    const chroma = bits.ue();
    if (chroma === 3) bits.take(1);
    bits.ue(); // bit_depth_luma_minus8
    bits.ue(); // bit_depth_chroma_minus8
    bits.take(1);
    if (bits.take(1) === 1) skipScalingLists(bits, chroma === 3 ? 12 : 8);
  }
  bits.ue(); // log2_max_frame_num_minus4
  const orderType = bits.ue();
  if (orderType === 0) bits.ue();
  if (orderType === 1) {
    bits.take(1);
    bits.ue();
    bits.ue();
    // Documented: at most 255 (7.4.2.1.1).
    for (let left = Math.min(255, bits.ue()); left > 0; left -= 1) bits.ue();
  }
  bits.ue(); // max_num_ref_frames
  bits.take(1);
  bits.ue(); // pic_width_in_mbs_minus1
  bits.ue(); // pic_height_in_map_units_minus1
  return !bits.isSpent && bits.take(1) === 0 && !bits.isSpent;
}

function skipScalingLists(bits: Bits, lists: number): void {
  for (let list = 0; list < lists; list += 1) {
    if (bits.take(1) === 0) continue;
    let [last, next] = [8, 8];
    for (let index = 0; index < (list < 6 ? 16 : 64); index += 1) {
      if (next !== 0) next = (last + bits.se() + 256) % 256;
      last = next === 0 ? last : next;
    }
  }
}

/** Without the bytes that keep start codes out (7.4.1: 0 0 3). */
function unescaped(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, at) => !(byte === 3 && at > 1 && bytes[at - 1] === 0 && bytes[at - 2] === 0));
}

class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether more was read than there is. */
  get isSpent(): boolean {
    return this.#at > this.#bytes.length * 8;
  }

  take(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left -= 1) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
      this.#at += 1;
    }
    return value;
  }

  /** ue(v), of up to 32 bits (9.1). */
  ue(): number {
    let zeros = 0;
    while (zeros < 32 && !this.isSpent && this.take(1) === 0) zeros += 1;
    return 2 ** zeros - 1 + this.take(zeros);
  }

  /** se(v) (9.1.1). */
  se(): number {
    const value = this.ue();
    return value % 2 === 0 ? -value / 2 : (value + 1) / 2;
  }
}
