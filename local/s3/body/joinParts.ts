import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { CHECKSUM_ALGORITHMS, type Checksum, type RunningChecksum } from '../checksum/checksumAlgorithm.ts';
import { S3Error } from '../s3Error.ts';
import type { FileStore } from '../storage/fileStore.ts';
import type { PartRecord, UploadRecord } from '../storage/records.ts';
import type { StagedFile } from '../storage/stagedFile.ts';

const PIECE_BYTES = 512 * 1024;

export interface JoinedParts {
  readonly bytes: number;
  /** Base64, where the upload's checksum is one of the full object. */
  readonly fullChecksum: string | undefined;
}

/** Writes the parts into one file, in order: an object is one file that a person can open. */
export async function joinParts(
  files: FileStore,
  upload: UploadRecord,
  parts: readonly PartRecord[],
  staged: StagedFile,
): Promise<JoinedParts> {
  const algorithm = upload.checksumType === 'FULL_OBJECT' ? upload.checksumAlgorithm : undefined;
  const running: RunningChecksum | undefined = algorithm && CHECKSUM_ALGORITHMS[algorithm].start();
  let bytes = 0;
  for (const part of parts) {
    let partBytes = 0;
    const stream = createReadStream(files.absolute(part.file), { highWaterMark: PIECE_BYTES });
    for await (const piece of stream as AsyncIterable<Buffer>) {
      partBytes += piece.length;
      running?.update(piece);
      await staged.write(piece);
    }
    if (partBytes !== part.bytes)
      throw new S3Error('InternalError', {
        message: `The file of part ${part.number} has another length than it was stored with.`,
      });
    bytes += partBytes;
  }
  return { bytes, fullChecksum: running?.digest().toString('base64') };
}

/** Observed: the MD5 over the parts' MD5s, `-`, their number. */
export function joinedEtag(parts: readonly PartRecord[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}

/** The object's checksum, where the upload was begun with one. Documented: "Checking object integrity". */
export function joinedChecksum(
  upload: UploadRecord,
  parts: readonly PartRecord[],
  joined: JoinedParts,
): Checksum | undefined {
  const { checksumAlgorithm: algorithm } = upload;
  if (algorithm === undefined) return undefined;
  if (joined.fullChecksum !== undefined) return { algorithm, type: 'FULL_OBJECT', value: joined.fullChecksum };
  const running = CHECKSUM_ALGORITHMS[algorithm].start();
  for (const { checksum } of parts) running.update(Buffer.from(checksum?.value ?? '', 'base64'));
  return { algorithm, type: 'COMPOSITE', value: `${running.digest().toString('base64')}-${parts.length}` };
}
