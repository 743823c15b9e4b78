import { checksumElement } from '../checksum/checksumAlgorithm.ts';
import { S3Error } from '../s3Error.ts';
import type { PartRecord } from '../storage/records.ts';
import { unquoted } from './etags.ts';
import { childElements, readXml } from './readXml.ts';
import { isPartNumber } from './uploadParameters.ts';

/** Documented: user guide, "Amazon S3 multipart upload limits": every part but the last. */
const MIN_PART_BYTES = 5 * 1024 ** 2;

/** The parts that a CompleteMultipartUpload lists, each held against what is stored; throws AWS's errors in its order. */
export function listedParts(text: string, stored: readonly PartRecord[]): PartRecord[] {
  const elements = childElements(readXml(text, 'CompleteMultipartUpload'), 'Part');
  if (elements.length === 0) throw new S3Error('MalformedXML');
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  let previous = 0;
  const parts = elements.map((element) => {
    const number = Number(element.text('PartNumber')?.trim() || Number.NaN);
    const etag = unquoted(element.text('ETag') ?? '');
    if (!isPartNumber(number)) throw new S3Error('MalformedXML');
    if (number <= previous) throw new S3Error('InvalidPartOrder');
    previous = number;
    const part = byNumber.get(number);
    const checksum = part?.checksum && element.text(checksumElement(part.checksum.algorithm));
    if (part === undefined || part.etag !== etag || (checksum !== undefined && checksum !== part.checksum?.value))
      throw new S3Error('InvalidPart', { elements: { PartNumber: String(number), ETag: etag } });
    return part;
  });
  for (const { number, bytes, etag } of parts.slice(0, -1))
    if (bytes < MIN_PART_BYTES)
      throw new S3Error('EntityTooSmall', {
        elements: {
          ProposedSize: String(bytes),
          MinSizeAllowed: String(MIN_PART_BYTES),
          PartNumber: String(number),
          ETag: etag,
        },
      });
  return parts;
}
