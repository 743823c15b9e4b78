import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import { Crc64Nvme } from './crc64nvme.ts';

/** A checksum that grows with the bytes it is given. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

function running32(step: (bytes: Uint8Array, previous: number) => number): RunningChecksum {
  let value = 0;
  return {
    update(bytes) {
      value = step(bytes, value);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

function runningHash(name: string): RunningChecksum {
  const hash = createHash(name);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}

/** Documented: user guide, "Checking object integrity in Amazon S3": algorithms, lengths, and which may span parts. */
export const CHECKSUM_ALGORITHMS = {
  CRC32: { bytes: 4, start: () => running32((bytes, previous) => crc32(bytes, previous)) },
  CRC32C: { bytes: 4, start: () => running32(crc32c) },
  CRC64NVME: { bytes: 8, start: (): RunningChecksum => new Crc64Nvme() },
  SHA1: { bytes: 20, start: () => runningHash('sha1') },
  SHA256: { bytes: 32, start: () => runningHash('sha256') },
} as const;

export type ChecksumAlgorithm = keyof typeof CHECKSUM_ALGORITHMS;

/** `FULL_OBJECT`: over all bytes. `COMPOSITE`: over the checksums of the parts, followed by `-` and their number. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** A checksum as it is kept and returned: base64, with `-N` at its end where it is composite. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  readonly value: string;
}

export const checksumAlgorithmNames = Object.keys(CHECKSUM_ALGORITHMS) as readonly ChecksumAlgorithm[];

/** The algorithm of that name in any case, if this server knows it. */
export function checksumAlgorithmNamed(name: string): ChecksumAlgorithm | undefined {
  return checksumAlgorithmNames.find((known) => known === name.toUpperCase());
}

/** The header (or trailer) that carries a checksum of `algorithm`. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The XML element that carries it: `ChecksumCRC32`, ... */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

/** Whether `value` is the base64 of as many bytes as the algorithm gives. */
export function isChecksumValue(algorithm: ChecksumAlgorithm, value: string): boolean {
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === CHECKSUM_ALGORITHMS[algorithm].bytes && bytes.toString('base64') === value;
}
