import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { ArchiverError } from '../errors.ts';
import type { Link, LinkKind } from './Link.ts';
import { KEY_ID_BYTES, type SigningKey } from './SigningKey.ts';
import { TOKEN_VERSION } from './signLink.ts';
import { MAC_BYTES, tokenMac } from './tokenMac.ts';

/** Longer ones are none of ours: a stream's name has up to 256 characters. */
const LONGEST_TOKEN = 1024;
const CONTENT_AT = 1 + KEY_ID_BYTES;

const time = z.number().int().min(0);
const contentSchema = z.union([
  z.tuple([z.enum(['archive', 'share', 'export']), z.string(), time, time.nullable(), time.nullable()]),
  z.tuple([z.enum(['archive', 'share', 'export']), z.string(), time, time.nullable(), time.nullable(), z.string()]),
]);

/** One answer for whatever is wrong: nobody learns how near he was. */
const refused = (): ArchiverError => new ArchiverError('AccessDenied', 'this link is not one of ours');

/**
 * What a token lets its bearer see.
 *
 * @param keys those that may have signed it: the current one, and the one before
 * @param kind the door it is shown at: a token of another kind opens it not
 * @throws ArchiverError `AccessDenied` where nobody of us signed these very characters for that door; `Expired` past its time
 */
export function openLink(keys: readonly SigningKey[], token: string, nowMs: number, kind: LinkKind): Link {
  const bytes = Buffer.from(token.length > LONGEST_TOKEN ? '' : token, 'base64url');
  // What decodes to the same bytes need not be the same characters.
  if (bytes.length <= CONTENT_AT + MAC_BYTES || bytes.toString('base64url') !== token) throw refused();
  const signed = bytes.subarray(0, bytes.length - MAC_BYTES);
  const mac = bytes.subarray(bytes.length - MAC_BYTES);
  const keyId = bytes.subarray(1, CONTENT_AT).toString('hex');
  const key = keys.find(({ id }) => id === keyId);
  if (bytes[0] !== TOKEN_VERSION || key === undefined || !timingSafeEqual(tokenMac(key, signed), mac)) throw refused();
  const link = readContent(signed.subarray(CONTENT_AT).toString('utf8'));
  if (link.kind !== kind) throw refused();
  if (link.expiresMs <= nowMs) throw new ArchiverError('Expired', 'this link is past its time');
  return link;
}

function readContent(text: string): Link {
  const [kind, stream, expiresMs, fromMs, toMs, id] = contentSchema.parse(JSON.parse(text));
  return {
    kind,
    stream,
    expiresMs,
    ...(fromMs === null ? {} : { fromMs }),
    ...(toMs === null ? {} : { toMs }),
    ...(id === undefined ? {} : { id }),
  };
}
