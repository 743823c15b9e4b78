import type { Denial, WireProtocol } from '../auth/denialOf.ts';
import type { Refusal } from './createPermissions.ts';

const xml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const json = (status: number, type: string, body: unknown, headers: Record<string, string> = {}): Denial => ({
  status,
  headers: { 'content-type': type, ...headers },
  body: JSON.stringify(body),
});

/**
 * The answer to a call that the caller's role does not allow, in the form of the service. Documented: "Common errors"
 * of each service's API reference (AccessDeniedException: 400 where the protocol is JSON); S3's and SNS's own names.
 */
export function accessDenied({ message }: Refusal, protocol: WireProtocol): Denial {
  switch (protocol) {
    case 's3': {
      const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>${xml(message)}</Message></Error>`;
      return { status: 403, headers: { 'content-type': 'application/xml' }, body };
    }
    case 'kvs':
    case 'rest-json':
      return json(403, 'application/json', { Message: message }, { 'x-amzn-errortype': 'AccessDeniedException' });
    case 'http-api':
      return json(403, 'application/json', { message: 'Forbidden' });
    case 'json':
      return json(400, 'application/x-amz-json-1.0', {
        __type: 'com.amazon.coral.service#AccessDeniedException',
        Message: message,
      });
    case 'query': {
      const body = `<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>${xml(message)}</Message></Error></ErrorResponse>`;
      return { status: 403, headers: { 'content-type': 'text/xml' }, body };
    }
  }
}
