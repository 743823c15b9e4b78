import { TranscodeFault } from '../TranscodeFault.ts';

/** A picture that is longer is none. */
const MOST_BYTES = 64 * 1024 * 1024;
const START = Buffer.from([0xff, 0xd8]);
/** Inside of a picture a byte 0xff is followed by 0 or a restart marker: this pair stands at its end alone. */
const END = Buffer.from([0xff, 0xd9]);

/** JPEGs that follow each other in a stream. */
export async function* readJpegs(stream: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  let left = Buffer.alloc(0);
  let searched = 0;
  for await (const chunk of stream) {
    left = Buffer.concat([left, chunk]);
    for (;;) {
      const end = left.indexOf(END, Math.max(0, searched - 1));
      if (end < 0) break;
      const picture = left.subarray(0, end + END.length);
      if (!picture.subarray(0, 2).equals(START)) throw new TranscodeFault('internal', 'ffmpeg gave no JPEG');
      yield new Uint8Array(picture);
      left = left.subarray(end + END.length);
      searched = 0;
    }
    searched = left.length;
    if (left.length > MOST_BYTES) throw new TranscodeFault('internal', 'ffmpeg gave a picture without an end');
  }
  if (left.length > 0) throw new TranscodeFault('internal', 'ffmpeg ended in the middle of a picture');
}
