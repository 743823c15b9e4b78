/**
 * The same bytes as a plain Uint8Array. Streams of Node give Buffers, whose `slice` is a view and no copy: what is kept
 * must not hang on a chunk that belongs to somebody else.
 */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
