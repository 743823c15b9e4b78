import type { DenialReason } from './authenticate.ts';

/** How a service speaks on the wire: its errors differ by it. */
export type WireProtocol = 's3' | 'kvs' | 'json' | 'rest-json' | 'http-api' | 'query';

export interface Denial {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** Documented: "Common errors" of each service's API reference. */
const COMMON: Readonly<Record<DenialReason, readonly [name: string, message: string]>> = {
  missing: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  malformed: ['IncompleteSignatureException', 'The request signature does not conform to AWS standards.'],
  'unknown-key': ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
  mismatch: ['InvalidSignatureException', MISMATCH],
  skewed: ['InvalidSignatureException', 'Signature expired or not yet current: check the clock.'],
  expired: ['InvalidSignatureException', 'Signature expired.'],
  'wrong-service': ['InvalidSignatureException', 'Credential should be scoped to the correct service.'],
  'wrong-token': ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
  'token-expired': ['ExpiredTokenException', 'The security token included in the request is expired'],
};

/** Documented: S3 API reference, "Error responses". */
const S3: Readonly<Record<DenialReason, readonly [code: string, message: string]>> = {
  missing: ['AccessDenied', 'Access Denied'],
  malformed: ['AuthorizationHeaderMalformed', 'The authorization header that you provided is not valid.'],
  'unknown-key': ['InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'],
  mismatch: ['SignatureDoesNotMatch', MISMATCH],
  skewed: ['RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.'],
  expired: ['AccessDenied', 'Request has expired'],
  'wrong-service': ['SignatureDoesNotMatch', MISMATCH],
  'wrong-token': ['InvalidToken', 'The provided token is malformed or otherwise invalid.'],
  'token-expired': ['ExpiredToken', 'The provided token has expired.'],
};

/** Documented: the same; all others are 403. */
const S3_BAD_REQUESTS = new Set(['AuthorizationHeaderMalformed', 'InvalidToken', 'ExpiredToken']);

function json(status: number, body: unknown, type: string, headers: Record<string, string> = {}): Denial {
  return { status, headers: { 'content-type': type, ...headers }, body: JSON.stringify(body) };
}

/** The answer to a request that was turned away, in the form that the service's clients understand. */
export function denialOf(reason: DenialReason, protocol: WireProtocol): Denial {
  const [name, message] = COMMON[reason];
  switch (protocol) {
    case 's3': {
      const [code, text] = S3[reason];
      const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${text}</Message></Error>`;
      return {
        status: S3_BAD_REQUESTS.has(code) ? 400 : 403,
        headers: { 'content-type': 'application/xml' },
        body,
      };
    }
    // Observed: rejections before the service itself are 403 with a lower-case `message`.
    case 'kvs':
    case 'rest-json':
      return json(403, { message }, 'application/json', { 'x-amzn-errortype': name });
    case 'http-api':
      return json(403, { message: 'Forbidden' }, 'application/json');
    case 'json':
      return json(400, { __type: `com.amazon.coral.service#${name}`, message }, 'application/x-amz-json-1.0');
    case 'query': {
      const code = name.replace(/Exception$/, '');
      const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
      return { status: 403, headers: { 'content-type': 'text/xml' }, body };
    }
  }
}
