import type { ServerResponse } from 'node:http';
import { asS3Error } from '../asS3Error.ts';
import { xmlErrorDocument } from './xml.ts';

/** What an answer needs to know of its request, even where that could not be taken apart. */
export interface ErrorContext {
  readonly method: string;
  readonly resource: string;
  readonly requestId: string;
}

/** Answers with an error; cuts the connection where an answer has already begun, so that nobody takes it for whole. */
export function writeError(response: ServerResponse, error: unknown, context: ErrorContext): void {
  const answer = asS3Error(error);
  if (response.destroyed) return;
  if (response.headersSent) {
    response.destroy(answer);
    return;
  }
  if (answer.code === 'InternalError')
    process.emitWarning(
      `S3 ${context.method} ${context.resource}: ${answer.status === 507 ? answer.message : describeCause(answer)}`,
    );
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  const body = Buffer.from(
    xmlErrorDocument([
      ['Code', answer.code],
      ['Message', answer.message],
      ...Object.entries(answer.elements),
      ['Resource', context.resource],
      ['RequestId', context.requestId],
    ]),
  );
  if (context.method === 'HEAD') response.writeHead(answer.status, { 'content-type': 'application/xml' }).end();
  else
    response.writeHead(answer.status, { 'content-type': 'application/xml', 'content-length': body.length }).end(body);
}

function describeCause({ cause, message }: Error): string {
  const stack = typeof cause === 'object' && cause !== null && 'stack' in cause ? cause.stack : undefined;
  return String(stack ?? cause ?? message);
}
