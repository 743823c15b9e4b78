import type { IncomingMessage } from 'node:http';
import { KvsError } from '../kvsError.ts';

/** No request of these services is larger: 1,000 fragment numbers are 50 KB. */
const MAX_BODY_BYTES = 1024 * 1024;

/** A request's body as a JSON object; an empty body is an empty object. Anything else is a SerializationException. */
export async function readJsonBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new KvsError('SerializationException', 'The request body is too large.');
    chunks.push(chunk);
  }
  if (bytes === 0) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new KvsError('SerializationException', 'The request body is not valid JSON.', { cause });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new KvsError('SerializationException', 'Start of structure or map found where not expected.');
  }
  return parsed as Readonly<Record<string, unknown>>;
}
