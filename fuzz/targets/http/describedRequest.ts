import { METHODS } from 'node:http';

/** A request in the form that inputs have: `METHOD path`, headers a line each, an empty line, the body. */
export interface DescribedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const HEADER_END = Buffer.from('\n\n');
const LENGTHS = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'expect',
  'upgrade',
  'host',
  'te',
  'trailer',
]);
const isToken = (text: string): boolean => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text);
/** What an HTTP client can send at all in a path or a header. */
const isSendable = (text: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(text);

/** Reads the form; `undefined` where no HTTP client could send it. Framing is the client's own. */
export function describedRequest(input: Uint8Array): DescribedRequest | undefined {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const end = bytes.indexOf(HEADER_END);
  const head = bytes.subarray(0, end < 0 ? bytes.length : end).toString('latin1');
  const [first = '', ...lines] = head.split('\n');
  const space = first.indexOf(' ');
  const method = first.slice(0, space);
  const path = first.slice(space + 1);
  if (!METHODS.includes(method) || method === 'CONNECT') return undefined;
  if (!path.startsWith('/') || !/^[\x21-\x7e]*$/.test(path)) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (colon > 0 && isToken(name) && isSendable(value) && !LENGTHS.has(name)) headers[name] = value;
  }
  return { method, path, headers, body: end < 0 ? Buffer.alloc(0) : bytes.subarray(end + HEADER_END.length) };
}
