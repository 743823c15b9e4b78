import { ArchiverError } from '../errors.ts';

const MIB = 1024 * 1024;
/** Documented: S3 User Guide, "Amazon S3 multipart upload limits": every part but the last. */
export const LEAST_PART_BYTES = 5 * MIB;
export const MOST_PART_BYTES = 5 * 1024 * MIB;
export const MOST_PARTS = 10_000;
/** Documented: the same page, "Maximum object size" of a multipart upload as it long was; a newer limit is higher. */
export const MOST_OBJECT_BYTES = 5 * 1024 * 1024 * MIB;
/** What a part that is put together holds at most: it is in memory once. */
export const MADE_PART_BYTES = 16 * MIB;
/** Copied at once: larger parts are slower than several beside each other. */
const COPIED_PART_BYTES = 512 * MIB;

/** Bytes of a stored object. */
export interface SourceRange {
  /** Number of the object among those of the plan. */
  readonly source: number;
  readonly from: number;
  readonly to: number;
}

/** A part of the upload: `copy` never leaves S3, `make` is read, put together and sent. */
export type PlannedPart =
  | { readonly kind: 'copy'; readonly range: SourceRange; readonly bytes: number }
  | { readonly kind: 'make'; readonly ranges: readonly SourceRange[]; readonly bytes: number };

/**
 * Cuts an object that is put together from ranges of others into the parts of a multipart upload, so that as few bytes as
 * possible pass through whoever makes it: a range is copied where it is long enough, and what is shorter is made up with
 * its neighbours.
 *
 * @param sourceBytes of each source as it is stored: S3 copies ranges only of objects over 5 MiB (documented: API
 *   reference, UploadPartCopy, x-amz-copy-source-range)
 * @throws ArchiverError `InvalidInput` where it is beyond what S3 takes
 */
export function planParts(ranges: readonly SourceRange[], sourceBytes: readonly number[]): PlannedPart[] {
  const total = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  if (total > MOST_OBJECT_BYTES) throw tooLarge(`${total} bytes, over the ${MOST_OBJECT_BYTES} of an S3 object`);
  const parts: PlannedPart[] = [];
  let made: SourceRange[] = [];
  let madeBytes = 0;
  const take = (range: SourceRange): void => {
    if (range.to === range.from) return;
    made.push(range);
    madeBytes += range.to - range.from;
  };
  const flush = (): void => {
    if (madeBytes > 0) parts.push({ kind: 'make', ranges: made, bytes: madeBytes });
    made = [];
    madeBytes = 0;
  };
  for (const { source, from, to } of ranges) {
    let at = from;
    const canCopy = (sourceBytes[source] ?? 0) > LEAST_PART_BYTES;
    const lacking = madeBytes === 0 ? 0 : Math.max(0, LEAST_PART_BYTES - madeBytes);
    if (canCopy && to - at - lacking >= LEAST_PART_BYTES) {
      take({ source, from: at, to: at + lacking });
      at += lacking;
      flush();
      const count = Math.ceil((to - at) / COPIED_PART_BYTES);
      for (let part = 0; part < count; part++) {
        const end = part === count - 1 ? to : at + Math.ceil((to - at) / (count - part));
        parts.push({ kind: 'copy', range: { source, from: at, to: end }, bytes: end - at });
        at = end;
      }
      continue;
    }
    while (at < to) {
      const end = Math.min(to, at + MADE_PART_BYTES - madeBytes);
      take({ source, from: at, to: end });
      at = end;
      // A part that is long enough is closed as soon as more comes than fits.
      if (madeBytes >= MADE_PART_BYTES) flush();
    }
  }
  flush();
  if (parts.length > MOST_PARTS) throw tooLarge(`${parts.length} parts, over the ${MOST_PARTS} of an S3 upload`);
  return parts;
}

function tooLarge(what: string): ArchiverError {
  return new ArchiverError('InvalidInput', `to: the range makes a file of ${what}; export it in pieces`);
}
