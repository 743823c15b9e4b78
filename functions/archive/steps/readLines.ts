import { ArchiverError } from '../../../core/errors.ts';
import type { ByteStream } from '../../../core/ports/footageSource.ts';

/** The longest line: a child's input and output, 256 KiB each, written into JSON twice over. */
const MAX_LINE_CHARS = 4 * 1024 * 1024;

/**
 * Lines of a text in UTF-8, as they come; empty ones are left out.
 *
 * @throws ArchiverError `Corrupt` over 4 Mi characters without an end
 */
export async function* readLines(body: ByteStream): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_CHARS) throw new ArchiverError('Corrupt', 'a line does not come to its end');
    for (const line of lines) if (line !== '') yield line;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
