import type { ServerResponse } from 'node:http';
import { KvsError } from '../kvsError.ts';

/** Answers 200 with a JSON body. */
export function answerJson(response: ServerResponse, requestId: string, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'x-amzn-RequestId': requestId,
  });
  response.end(bytes);
}

/**
 * Answers with an error in the form that the SDKs understand. Documented are `x-amz-ErrorType` and `x-amz-RequestId`;
 * observed are the `x-amzn-` names, and the JavaScript SDK reads nothing else: both are sent. When a streamed answer
 * has begun, no error can be told any more: the connection is cut, so that the body cannot pass for a whole one.
 */
export function answerError(response: ServerResponse, requestId: string, error: unknown): void {
  const known =
    error instanceof KvsError
      ? error
      : new KvsError('InternalFailure', 'The request processing has failed because of an unknown error.');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const bytes = Buffer.from(JSON.stringify({ Message: known.message }));
  response.writeHead(known.status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'x-amzn-ErrorType': known.errorName,
    'x-amz-ErrorType': known.errorName,
    'x-amzn-RequestId': requestId,
    'x-amz-RequestId': requestId,
  });
  response.end(bytes);
}
