import type { Readable } from 'node:stream';
import { LineReader } from '../control/LineReader.ts';

const LONGEST_LINE = 32 * 1_024;

/**
 * Calls `tell` for each line of an input. What is too long is passed over up to its end, and told as `undefined`.
 * @returns to stop reading
 */
export function onLines(input: Readable, tell: (line: string | undefined) => void): () => void {
  let lines = new LineReader(LONGEST_LINE);
  let isSkipping = false;
  const onData = (chunk: Uint8Array) => {
    let bytes = Buffer.from(chunk);
    if (isSkipping) {
      const end = bytes.indexOf(10);
      if (end < 0) return;
      bytes = bytes.subarray(end + 1);
      isSkipping = false;
    }
    const complete = lines.push(bytes);
    if (complete !== undefined) {
      for (const line of complete) tell(line);
      return;
    }
    lines = new LineReader(LONGEST_LINE);
    isSkipping = !bytes.includes(10);
    tell(undefined);
  };
  input.on('data', onData);
  return () => {
    input.off('data', onData);
    input.pause();
  };
}
