import type { IncomingMessage } from 'node:http';
import { ArchiverError } from '../../core/errors.ts';

/** The body is longer than the service takes. */
export class RequestTooLarge extends ArchiverError {
  constructor(limitBytes: number) {
    super('InvalidInput', `the request's body is larger than ${limitBytes} bytes`);
  }
}

/**
 * The whole body of a small request.
 * @throws RequestTooLarge beyond `limitBytes`, without reading on; ArchiverError Truncated when the client goes away
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limitBytes) throw new RequestTooLarge(limitBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += (chunk as Buffer).length;
      if (size > limitBytes) throw new RequestTooLarge(limitBytes);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    if (error instanceof RequestTooLarge) throw error;
    throw new ArchiverError('Truncated', 'the client went away in the middle of its request', { cause: error });
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}
