import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { SignatureClaim } from './parseSignature.ts';

/** RFC 3986: everything but the unreserved characters is encoded. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Bytes that are no UTF-8: signed as they stand.
  }
}

function canonicalQuery(raw: string): string {
  return raw
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [encode(decode(name)), encode(decode(value))];
    })
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalHeaders(request: IncomingMessage, names: readonly string[], host: string): string {
  const values = new Map<string, string[]>();
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? '').toLowerCase();
    const value = (request.rawHeaders[index + 1] ?? '').trim().replace(/ +/g, ' ');
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  values.set('host', [host]);
  return names.map((name) => `${name}:${(values.get(name) ?? []).join(',')}\n`).join('');
}

/** The ways in which clients write the path into what they sign. Documented: S3 encodes once, all others twice. */
function canonicalPaths(rawPath: string, service: string): string[] {
  const once = rawPath
    .split('/')
    .map((segment) => encode(decode(segment)))
    .join('/');
  const twice = rawPath.split('/').map(encode).join('/');
  return service === 's3' ? [once] : [...new Set([twice, once])];
}

function signingKey(secret: string, claim: SignatureClaim): Buffer {
  const step = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return step(step(step(step(`AWS4${secret}`, claim.date), claim.region), claim.service), 'aws4_request');
}

/**
 * Whether the claim's signature is the one that `secret` gives. Forms that real clients differ in are all tried: the
 * port in `Host` (the C producer leaves it out), the path encoded once or twice.
 * @param payloadHash hex SHA-256 of the body, or the word that stands for it
 */
export function verifySignature(
  request: IncomingMessage,
  claim: SignatureClaim,
  secret: string,
  payloadHash: string,
): boolean {
  const url = request.url ?? '/';
  const question = url.indexOf('?');
  const [path, query] = question < 0 ? [url, ''] : [url.slice(0, question), url.slice(question + 1)];
  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
  const key = signingKey(secret, claim);
  const given = Buffer.from(claim.signature, 'utf8');
  const host = request.headers.host ?? '';
  for (const canonicalPath of canonicalPaths(path, claim.service)) {
    for (const canonicalHost of new Set([host, host.replace(/:\d+$/, '')])) {
      const canonical = [
        request.method,
        canonicalPath,
        canonicalQuery(query),
        canonicalHeaders(request, claim.signedHeaders, canonicalHost),
        claim.signedHeaders.join(';'),
        payloadHash,
      ].join('\n');
      const digest = createHash('sha256').update(canonical).digest('hex');
      const text = `AWS4-HMAC-SHA256\n${claim.timestamp}\n${scope}\n${digest}`;
      const expected = Buffer.from(createHmac('sha256', key).update(text).digest('hex'), 'utf8');
      if (expected.length === given.length && timingSafeEqual(expected, given)) return true;
    }
  }
  return false;
}
