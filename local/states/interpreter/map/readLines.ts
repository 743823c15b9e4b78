import { MAX_PAYLOAD_BYTES } from '../../limits.ts';
import { StateFailure } from '../StateFailure.ts';

/** The lines of a UTF-8 body, without their ends, empty ones left out. Holds at most one line of a payload's size. */
export async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  const take = (last: Uint8Array): string => {
    const line = Buffer.concat([...rest, last])
      .toString('utf8')
      .trim();
    rest = [];
    restBytes = 0;
    return line;
  };
  for await (const chunk of body) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      const line = take(chunk.subarray(start, end));
      start = end + 1;
      if (line !== '') yield line;
    }
    rest.push(chunk.subarray(start));
    restBytes += chunk.length - start;
    if (restBytes > MAX_PAYLOAD_BYTES) {
      throw new StateFailure('States.ItemReaderFailed', 'A line of the dataset is longer than an item may be.');
    }
  }
  const line = take(new Uint8Array());
  if (line !== '') yield line;
}
