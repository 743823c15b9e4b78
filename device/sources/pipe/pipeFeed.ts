import type { Readable } from 'node:stream';
import type { ByteFeed } from '../live/ByteFeed.ts';

/** Standard input, or any stream of bytes, as it is: read only as fast as the frames are taken. */
export function pipeFeed(input: Readable): ByteFeed {
  return {
    bytes: input as AsyncIterable<Uint8Array>,
    lastWords: () => '',
    close: async () => {
      input.destroy();
    },
  };
}
