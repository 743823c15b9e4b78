import { createHash } from 'node:crypto';
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumAlgorithmNames,
  type RunningChecksum,
} from '../checksum/checksumAlgorithm.ts';
import type { StagedFile } from '../storage/stagedFile.ts';

/** What is known of bytes once they have all passed. */
export interface ReceivedBytes {
  readonly bytes: number;
  /** Hexadecimal: the ETag of an object that came in one piece. */
  readonly md5: string;
  /** Hexadecimal, where it was asked for. */
  readonly sha256: string | undefined;
  /** Base64, for each algorithm that was asked for. */
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>;
}

/** Writes `source` to `staged`, piece by piece, and computes what is wanted on the way. Leaves `staged` unfinished. */
export async function digestInto(
  source: AsyncIterable<Uint8Array>,
  staged: StagedFile,
  wanted: { readonly sha256?: boolean; readonly checksums: readonly ChecksumAlgorithm[] },
): Promise<ReceivedBytes> {
  const md5 = createHash('md5');
  const sha256 = wanted.sha256 ? createHash('sha256') : undefined;
  const running = new Map<ChecksumAlgorithm, RunningChecksum>();
  for (const algorithm of checksumAlgorithmNames)
    if (wanted.checksums.includes(algorithm)) running.set(algorithm, CHECKSUM_ALGORITHMS[algorithm].start());
  let bytes = 0;
  for await (const piece of source) {
    bytes += piece.length;
    md5.update(piece);
    sha256?.update(piece);
    for (const checksum of running.values()) checksum.update(piece);
    await staged.write(piece);
  }
  return {
    bytes,
    md5: md5.digest('hex'),
    sha256: sha256?.digest('hex'),
    checksums: new Map([...running].map(([algorithm, checksum]) => [algorithm, checksum.digest().toString('base64')])),
  };
}
