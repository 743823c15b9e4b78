import type { Writable } from 'node:stream';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { ArchiverError } from '../../core/errors.ts';

/** What an answer says before its body. */
export interface AnswerHead {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A handler that writes its answer while it is made. */
export type StreamedHandler = (event: LambdaFunctionURLEvent, answer: (head: AnswerHead) => Writable) => Promise<void>;

/** What Lambda's Node.js runtime gives to its handlers. Source: Lambda developer guide, "Writing response streaming-enabled functions". */
interface StreamingRuntime {
  streamifyResponse(
    handler: (event: LambdaFunctionURLEvent, stream: Writable) => Promise<void>,
  ): (event: LambdaFunctionURLEvent, stream: Writable) => Promise<void>;
  readonly HttpResponseStream: { from(stream: Writable, head: AnswerHead): Writable };
}

/** A handler as a function URL with `RESPONSE_STREAM` calls it. Outside of Lambda it can be loaded, and not called. */
export function streamed(handler: StreamedHandler) {
  const runtime = (globalThis as unknown as { readonly awslambda?: StreamingRuntime }).awslambda;
  if (runtime === undefined) {
    return async (): Promise<void> => {
      throw new ArchiverError('Internal', 'there is no runtime that streams');
    };
  }
  return runtime.streamifyResponse((event, stream) =>
    handler(event, (head) => runtime.HttpResponseStream.from(stream, head)),
  );
}
