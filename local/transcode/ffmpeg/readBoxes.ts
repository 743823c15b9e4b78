import { readBoxHeader } from '../../../core/mp4/samples/readBoxHeader.ts';
import { TranscodeFault } from '../TranscodeFault.ts';

/** Ten seconds of a bitrate that nothing here has. */
const MOST_BYTES = 256 * 1024 * 1024;

export interface WholeBox {
  readonly type: string;
  /** With its header. */
  readonly bytes: Buffer;
}

/** The boxes at the top of an MP4 that comes as a stream, each whole. */
export async function* readBoxes(stream: AsyncIterable<Buffer>): AsyncGenerator<WholeBox> {
  let chunks: Buffer[] = [];
  let size = 0;
  let wanted = 8;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    while (size >= wanted) {
      let left = Buffer.concat(chunks, size);
      const box = readBoxHeader(left, 0, Number.POSITIVE_INFINITY);
      if (box === undefined || box.end > MOST_BYTES) throw new TranscodeFault('internal', 'ffmpeg gave no MP4');
      if (left.length >= box.end) {
        yield { type: box.type, bytes: left.subarray(0, box.end) };
        left = left.subarray(box.end);
        wanted = 8;
      } else wanted = box.end;
      chunks = [left];
      size = left.length;
    }
  }
  if (size > 0) throw new TranscodeFault('internal', 'ffmpeg ended in the middle of a fragment');
}
