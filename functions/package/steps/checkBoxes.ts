import { ArchiverError } from '../../../core/errors.ts';

/** A file of thousands of fragments has as many boxes; after so many the rest is taken on trust. */
const MOST_BOXES = 2000;
const HEADER_BYTES = 16;

/**
 * Goes through the outermost boxes of an MP4 or QuickTime file: it reads their headers alone.
 *
 * @throws ArchiverError `Truncated` where the last box, or the index, is cut off
 */
export async function checkBoxes(
  bytes: number,
  read: (from: number, to: number) => Promise<Uint8Array>,
): Promise<void> {
  let hasIndex = false;
  let at = 0;
  for (let boxes = 0; at < bytes; boxes += 1) {
    if (boxes === MOST_BOXES) return;
    const header = await read(at, Math.min(bytes, at + HEADER_BYTES));
    const box = header.length < 8 ? undefined : readHeader(header, bytes - at);
    if (box === undefined || at + box.bytes > bytes) {
      throw new ArchiverError(
        'Truncated',
        box === undefined
          ? `the file ends inside of a box, ${bytes - at} bytes before its end: it was cut off`
          : `the file was cut off: it has ${bytes} bytes, and its "${box.type}" reaches to ${at + box.bytes}`,
      );
    }
    hasIndex ||= box.type === 'moov';
    at += box.bytes;
  }
  if (!hasIndex) throw new ArchiverError('Truncated', 'the file was cut off: it has no index ("moov")');
}

function readHeader(header: Uint8Array, left: number): { type: string; bytes: number } | undefined {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const type = String.fromCharCode(...header.subarray(4, 8));
  const size = view.getUint32(0);
  // 0: to the end of the file; 1: the size follows in 64 bits (ISO/IEC 14496-12, 4.2).
  if (size === 0) return { type, bytes: left };
  if (size !== 1) return size < 8 ? undefined : { type, bytes: size };
  if (header.length < HEADER_BYTES) return undefined;
  const large = Number(view.getBigUint64(8));
  return large < HEADER_BYTES ? undefined : { type, bytes: large };
}
