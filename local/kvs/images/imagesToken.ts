import { createHash } from 'node:crypto';
import { KvsError } from '../kvsError.ts';

const CHECK_LENGTH = 16;

const checkOf = (content: string, request: string): string =>
  createHash('sha256').update(`${request}\n${content}`).digest('hex').slice(0, CHECK_LENGTH);

/**
 * The token of the page that begins at one moment of a request; good for this request alone.
 * @param request all that decides what its images are
 */
export function encodeImagesToken(place: number, request: string): string {
  return Buffer.from(checkOf(String(place), request) + String(place)).toString('base64');
}

/** @throws KvsError InvalidArgumentException for anything that this request did not give out */
export function decodeImagesToken(token: string, request: string): number {
  const text = Buffer.from(token, 'base64').toString('utf8');
  const content = text.slice(CHECK_LENGTH);
  if (!/^\d{1,9}$/.test(content) || text.slice(0, CHECK_LENGTH) !== checkOf(content, request)) {
    throw new KvsError('InvalidArgumentException', 'NextToken is invalid.');
  }
  return Number(content);
}
