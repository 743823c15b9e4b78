import { z } from 'zod';
import { ArchiverError } from '../errors.ts';
import type { Link, LinkKind } from './Link.ts';
import type { SigningKey } from './SigningKey.ts';
import { notOurs, unsealToken } from './sealToken.ts';

const time = z.number().int().min(0);
const contentSchema = z.union([
  z.tuple([z.enum(['archive', 'share', 'export']), z.string(), time, time.nullable(), time.nullable()]),
  z.tuple([z.enum(['archive', 'share', 'export']), z.string(), time, time.nullable(), time.nullable(), z.string()]),
]);

/**
 * What a token lets its bearer see.
 *
 * @param keys those that may have signed it: the current one, and the one before
 * @param kind the door it is shown at: a token of another kind opens it not
 * @throws ArchiverError `AccessDenied` where nobody of us signed these very characters for that door; `Expired` past its time
 */
export function openLink(keys: readonly SigningKey[], token: string, nowMs: number, kind: LinkKind): Link {
  const link = readContent(unsealToken(keys, token));
  if (link.kind !== kind) throw notOurs();
  if (link.expiresMs <= nowMs) throw new ArchiverError('Expired', 'this link is past its time');
  return link;
}

function readContent(text: string): Link {
  const read = contentSchema.safeParse(JSON.parse(text));
  // We sealed it, for another door (packageLink.ts).
  if (!read.success) throw notOurs();
  const [kind, stream, expiresMs, fromMs, toMs, id] = read.data;
  return {
    kind,
    stream,
    expiresMs,
    ...(fromMs === null ? {} : { fromMs }),
    ...(toMs === null ? {} : { toMs }),
    ...(id === undefined ? {} : { id }),
  };
}
