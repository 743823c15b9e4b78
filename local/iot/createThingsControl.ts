import type { ServerResponse } from 'node:http';
import { isArchiverError } from '../../core/errors.ts';
import { readBody } from '../gateway/readBody.ts';
import type { LocalService } from '../service.ts';
import type { Things } from './openThings.ts';

export interface ThingsControlOptions {
  readonly things: Things;
  /** PEM, of the authority that a device has to trust. */
  readonly authority: string;
}

const BODY_LIMIT_BYTES = 4 * 1024;
const THING_PATH = /^\/_local\/things\/([^/]+)$/;

function send(response: ServerResponse, status: number, body?: unknown): void {
  const text = body === undefined ? '' : `${JSON.stringify(body, undefined, 2)}\n`;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

const fault = (response: ServerResponse, status: number, code: string, message: string): void =>
  send(response, status, { error: { code, message } });

/**
 * `/_local/things`: what `aws iot create-thing`, `create-keys-and-certificate`, `attach-policy` and
 * `attach-thing-principal` do, in one call. `POST {"name"}` enrols a thing, `GET` lists them, `DELETE /_local/things/{name}`
 * takes its certificate back.
 */
export function createThingsControl({ things, authority }: ThingsControlOptions): Pick<LocalService, 'handle'> {
  return {
    async handle(request, response) {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      const { method } = request;
      const name = THING_PATH.exec(path)?.[1];
      try {
        if (method === 'GET' && path === '/_local/things') return send(response, 200, { items: await things.list() });
        if (method === 'POST' && path === '/_local/things') {
          const body = JSON.parse((await readBody(request, BODY_LIMIT_BYTES)).toString('utf8')) as { name?: unknown };
          const { thing, issued } = await things.enrol(String(body?.name ?? ''));
          return send(response, 201, { ...thing, ...issued, ca: authority });
        }
        if (method === 'DELETE' && name !== undefined) {
          // A name of a thing has nothing that is encoded but a colon.
          if (await things.remove(name.replace(/%3A/gi, ':'))) return send(response, 204);
          return fault(response, 404, 'NotFound', `there is no thing ${name}`);
        }
      } catch (error) {
        if (error instanceof SyntaxError) return fault(response, 400, 'InvalidInput', 'the body is not JSON');
        if (isArchiverError(error, 'InvalidInput')) return fault(response, 400, error.kind, error.message);
        if (isArchiverError(error, 'Conflict')) return fault(response, 409, error.kind, error.message);
        throw error;
      }
      return fault(response, 404, 'NotFound', `there is no ${method} ${path} here`);
    },
  };
}
