import { crc32 } from 'node:zlib';

/**
 * A file of the spool: 16 bytes, then the content.
 *
 *   0  "KVSS"            what it is
 *   4  1, 0, 0, 0        version of the format
 *   8  content length    unsigned, 32 bits, big-endian
 *  12  CRC-32            of the content, the same
 */
const MAGIC = Uint8Array.from([0x4b, 0x56, 0x53, 0x53, 1, 0, 0, 0]);
export const RECORD_HEAD_BYTES = 16;

/** The first bytes of a file that holds `content`. */
export function recordHead(content: Uint8Array): Uint8Array {
  const head = Buffer.alloc(RECORD_HEAD_BYTES);
  head.set(MAGIC);
  head.writeUInt32BE(content.length, 8);
  head.writeUInt32BE(crc32(content), 12);
  return head;
}

/** The content of a file; undefined when it was cut off while it was written, or is damaged. */
export function readRecord(file: Uint8Array): Uint8Array | undefined {
  if (file.length < RECORD_HEAD_BYTES || MAGIC.some((byte, at) => file[at] !== byte)) return undefined;
  const head = new DataView(file.buffer, file.byteOffset, RECORD_HEAD_BYTES);
  const content = file.subarray(RECORD_HEAD_BYTES);
  if (head.getUint32(8) !== content.length || head.getUint32(12) !== crc32(content)) return undefined;
  return content;
}
