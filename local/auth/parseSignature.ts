import type { IncomingMessage } from 'node:http';

/** What a request says of its own signature. */
export interface SignatureClaim {
  readonly form: 'header' | 'query';
  readonly accessKeyId: string;
  /** yyyyMMdd of the credential's scope. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `yyyyMMddTHHmmssZ`. */
  readonly timestamp: string;
  /** Seconds that a presigned URL is good for. */
  readonly expiresSeconds?: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

function parseCredential(
  credential: string,
): Pick<SignatureClaim, 'accessKeyId' | 'date' | 'region' | 'service'> | undefined {
  const parts = credential.split('/');
  const terminator = parts.pop();
  const [service, region, date] = [parts.pop(), parts.pop(), parts.pop()];
  const accessKeyId = parts.join('/');
  if (terminator !== 'aws4_request' || !service || !region || !date || accessKeyId === '') return undefined;
  return { accessKeyId, date, region, service };
}

function fromHeader(request: IncomingMessage, header: string): SignatureClaim | undefined {
  const fields = new Map(
    header
      .slice(ALGORITHM.length)
      .split(',')
      .map((part): [string, string] => {
        const [name = '', ...value] = part.trim().split('=');
        return [name, value.join('=')];
      }),
  );
  const scope = parseCredential(fields.get('Credential') ?? '');
  const signature = fields.get('Signature');
  const signedHeaders = fields.get('SignedHeaders');
  const date = request.headers['x-amz-date'] ?? request.headers.date;
  if (scope === undefined || !signature || !signedHeaders || typeof date !== 'string') return undefined;
  return { form: 'header', ...scope, signature, signedHeaders: signedHeaders.split(';'), timestamp: basicDate(date) };
}

/** The HTTP form of a date in the signature's form; others as they are. */
function basicDate(date: string): string {
  if (/^\d{8}T\d{6}Z$/.test(date)) return date;
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? date : new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function fromQuery(query: URLSearchParams): SignatureClaim | undefined {
  const scope = parseCredential(query.get('X-Amz-Credential') ?? '');
  const signature = query.get('X-Amz-Signature');
  const signedHeaders = query.get('X-Amz-SignedHeaders');
  const timestamp = query.get('X-Amz-Date');
  if (scope === undefined || !signature || !signedHeaders || !timestamp) return undefined;
  const expires = query.get('X-Amz-Expires');
  return {
    form: 'query',
    ...scope,
    signature,
    signedHeaders: signedHeaders.split(';'),
    timestamp,
    ...(expires === null ? {} : { expiresSeconds: Number(expires) }),
  };
}

/**
 * Reads the signature of Signature Version 4 from the Authorization header or the query (presigned).
 * `none` where there is no sign of one, `malformed` where there is but it cannot be read.
 */
export function parseSignature(request: IncomingMessage): SignatureClaim | 'none' | 'malformed' {
  const header = request.headers.authorization;
  if (header !== undefined) {
    if (!header.startsWith(`${ALGORITHM} `)) return 'malformed';
    return fromHeader(request, header) ?? 'malformed';
  }
  const question = (request.url ?? '').indexOf('?');
  if (question < 0) return 'none';
  const query = new URLSearchParams((request.url ?? '').slice(question + 1));
  if (!query.has('X-Amz-Signature') && !query.has('X-Amz-Algorithm')) return 'none';
  return fromQuery(query) ?? 'malformed';
}
