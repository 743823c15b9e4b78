import type { ServerResponse } from 'node:http';
import { RequestTooLarge, readBody } from '../gateway/readBody.ts';
import type { LocalService } from '../service.ts';
import type { LambdaHost } from './createLambdaHost.ts';
import { LambdaServiceError } from './LambdaServiceError.ts';

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const REQUEST_LIMIT_BYTES = 6 * 1024 * 1024 + 1024;

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

const refuse = (response: ServerResponse, status: number, code: string, message: string): void =>
  send(response, status, { 'x-amzn-errortype': code }, JSON.stringify({ Type: 'User', Message: message, message }));

/** Lambda's Invoke on the wire. Source: Lambda API reference, Invoke. The host is not closed with it. */
export function createLambdaApi(host: LambdaHost): LocalService {
  return {
    name: 'lambda',
    async handle(request, response) {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      const name = PATH.exec(path)?.[1];
      if (name === undefined || request.method !== 'POST') {
        return refuse(response, 404, 'UnknownOperationException', `${request.method} ${path} is not available here`);
      }
      let event: unknown;
      try {
        const text = (await readBody(request, REQUEST_LIMIT_BYTES)).toString('utf8');
        event = text === '' ? {} : JSON.parse(text);
      } catch (error) {
        if (error instanceof RequestTooLarge) return refuse(response, 413, 'RequestTooLargeException', error.message);
        if (!(error instanceof SyntaxError)) throw error;
        return refuse(
          response,
          400,
          'InvalidRequestContentException',
          `Could not parse request body into json: ${error.message}`,
        );
      }
      const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
      try {
        const functionName = decodeURIComponent(name);
        if (type === 'Event' || type === 'DryRun') {
          if (host.find(functionName) === undefined) {
            throw new LambdaServiceError('ResourceNotFoundException', 404, `Function not found: ${functionName}`);
          }
          // Documented: asynchronous; how it ends is seen in the function's log only.
          if (type === 'Event') void host.invoke(functionName, event).catch(() => undefined);
          return send(response, type === 'Event' ? 202 : 204, {}, '');
        }
        const outcome = await host.invoke(functionName, event);
        const failed: Record<string, string> = outcome.ok ? {} : { 'x-amz-function-error': 'Unhandled' };
        send(response, 200, { 'x-amz-executed-version': '$LATEST', ...failed }, JSON.stringify(outcome.payload));
      } catch (error) {
        if (error instanceof URIError)
          return refuse(response, 400, 'InvalidParameterValueException', 'bad function name');
        if (!(error instanceof LambdaServiceError)) throw error;
        refuse(response, error.status, error.code, error.message);
      }
    },
    close: () => Promise.resolve(),
  };
}
