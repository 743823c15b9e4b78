import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord } from './interpreter/checks/fields.ts';
import type { StatesContext } from './operations/Operation.ts';
import { operations } from './operations/operations.ts';
import { StatesApiError } from './StatesApiError.ts';

/** Documented: Service quotas, "Maximum request size". */
const MAX_REQUEST_BYTES = 1024 * 1024;
const TARGET = /^AWSStepFunctions\.([A-Za-z]+)$/;

async function readRequest(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes <= MAX_REQUEST_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_REQUEST_BYTES) throw new StatesApiError('ValidationException', 'The request is over 1 MB');
  try {
    const parsed: unknown = bytes === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (isRecord(parsed)) return parsed;
  } catch {
    throw new StatesApiError('SerializationException', 'The request is not JSON');
  }
  throw new StatesApiError('SerializationException', 'The request is not a JSON object');
}

/** Answers one request of awsJson1_0: `X-Amz-Target: AWSStepFunctions.{Operation}`; errors as `{ __type, message }` with 400. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  context: StatesContext,
  requestId: string,
): Promise<void> {
  let status = 200;
  let body: unknown;
  try {
    const name = TARGET.exec(String(request.headers['x-amz-target'] ?? ''))?.[1] ?? '';
    const operation = operations.get(name);
    if (operation === undefined) {
      request.resume();
      throw new StatesApiError('UnknownOperationException', `The operation '${name}' is not supported here`);
    }
    body = await operation(await readRequest(request), context);
  } catch (thrown) {
    const known = thrown instanceof StatesApiError;
    status = known ? 400 : 500;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    body = { __type: known ? thrown.name : 'InternalServerException', message };
  }
  if (response.destroyed) return; // the client has gone; there is nobody to tell
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0', 'x-amzn-RequestId': requestId });
  response.end(JSON.stringify(body));
}
