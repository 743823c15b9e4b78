export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** API Gateway's own answers. */
export function gatewayMessage(status: number, message: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify({ message })) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A header's value that Node takes: bytes out of place would throw while the answer is written. */
const isHeaderSafe = (name: string, value: string): boolean =>
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !/[^\t\x20-\x7e\x80-\xff]/.test(value);

/**
 * What a function returned as an HTTP answer, payload format 2.0: with `statusCode` it is the answer, without it is the
 * JSON body of a 200. What is neither is a 500, as API Gateway does.
 */
export function toResponse(payload: unknown): HttpAnswer {
  if (!isRecord(payload) || payload.statusCode === undefined) {
    if (payload === undefined || payload === null) {
      return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.alloc(0) };
    }
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  const status = Number(payload.statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return gatewayMessage(500, 'Internal Server Error');
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(isRecord(payload.headers) ? payload.headers : {})) {
    if (!isHeaderSafe(name, String(value))) return gatewayMessage(500, 'Internal Server Error');
    headers[name.toLowerCase()] = String(value);
  }
  if (Array.isArray(payload.cookies)) headers['set-cookie'] = payload.cookies.map(String);
  delete headers['content-length'];
  const body = payload.body === undefined || payload.body === null ? '' : payload.body;
  if (typeof body !== 'string') return gatewayMessage(500, 'Internal Server Error');
  if (body !== '') headers['content-type'] ??= 'text/plain;charset=utf-8';
  return { status, headers, body: Buffer.from(body, payload.isBase64Encoded === true ? 'base64' : 'utf8') };
}
