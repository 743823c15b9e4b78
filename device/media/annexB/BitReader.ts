import { ArchiverError } from '../../../core/errors.ts';

/** Reads the bits of a NAL unit's payload, the bytes that only prevent start codes (00 00 03) taken out. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** @param skip bytes of the NAL unit's header */
  constructor(unit: Uint8Array, skip: number) {
    this.#bytes = withoutEmulation(unit, skip);
  }

  /** The next `count` bits (up to 32) as an unsigned number. @throws ArchiverError `Corrupt` past the end. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i += 1) {
      const byte = this.#bytes[this.#at >> 3];
      if (byte === undefined) throw new ArchiverError('Corrupt', 'a parameter set or slice header ends too early');
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
      this.#at += 1;
    }
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** ue(v): an unsigned Exp-Golomb number. */
  unsigned(): number {
    let zeros = 0;
    while (!this.flag()) {
      zeros += 1;
      if (zeros > 32) throw new ArchiverError('Corrupt', 'a parameter set holds no number where one must be');
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v): a signed one. */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}

/** Enough for any parameter set and slice header; the pictures themselves are not looked into. */
const MOST_BYTES = 1_024;

function withoutEmulation(unit: Uint8Array, skip: number): Uint8Array {
  const clean = new Uint8Array(Math.min(MOST_BYTES, Math.max(0, unit.length - skip)));
  let length = 0;
  let zeros = 0;
  for (let at = skip; at < unit.length && length < clean.length; at += 1) {
    const byte = unit[at] ?? 0;
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    clean[length] = byte;
    length += 1;
  }
  return clean.subarray(0, length);
}
