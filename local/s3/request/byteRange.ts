import { S3Error } from '../s3Error.ts';

/** A span of an object's bytes; `end` is the first byte behind it. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The span that a `Range` header asks for of `bytes` bytes. `undefined` where the whole object is to be sent: no header,
 * one that cannot be parsed, or several ranges (documented: GetObject: "Amazon S3 doesn't support retrieving multiple
 * ranges"). Throws `InvalidRange` (416) where nothing of it lies within the object.
 */
export function byteRange(header: string | undefined, bytes: number): ByteRange | undefined {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (parts === null || header === undefined) return undefined;
  const [, first = '', last = ''] = parts;
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  if (start >= end)
    throw new S3Error('InvalidRange', { elements: { RangeRequested: header, ActualObjectSize: String(bytes) } });
  return { start, end };
}

/** The span of an `x-amz-copy-source-range`, which must lie within the source. Documented: UploadPartCopy. */
export function copySourceRange(header: string | undefined, bytes: number): ByteRange {
  if (header === undefined) return { start: 0, end: bytes };
  const parts = /^bytes=(\d+)-(\d+)$/.exec(header.trim());
  const start = Number(parts?.[1]);
  const end = Number(parts?.[2]) + 1;
  if (parts === null || end <= start)
    throw new S3Error('InvalidArgument', {
      message:
        'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    });
  if (end > bytes)
    throw new S3Error('InvalidArgument', {
      message: `Range specified is not valid for source object of size: ${bytes}`,
    });
  return { start, end };
}
