import { createHash } from 'node:crypto';
import * as z from 'zod';
import { KvsError } from '../kvsError.ts';
import type { FragmentSelector } from './fragmentSelector.ts';

/** Where a listing stands: its selector, the seed of its order, and the last place that was given out. */
export interface ListingPosition {
  readonly selector: FragmentSelector;
  readonly seed: number;
  readonly place: number;
  readonly number: string;
}

const tokenContent = z.tuple([
  z.enum(['PRODUCER_TIMESTAMP', 'SERVER_TIMESTAMP']),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.string(),
]);

const CHECK_LENGTH = 16;

const checkOf = (content: string, streamArn: string): string =>
  createHash('sha256').update(`${streamArn}\n${content}`).digest('hex').slice(0, CHECK_LENGTH);

/** An opaque token in the base64 alphabet, good for this stream only. */
export function encodeListingToken({ selector, seed, place, number }: ListingPosition, streamArn: string): string {
  const content = JSON.stringify([selector.type, selector.startMs, selector.endMs, seed, place, number]);
  return Buffer.from(checkOf(content, streamArn) + content).toString('base64');
}

/** @throws KvsError InvalidArgumentException for anything that this stream's listing did not give out. */
export function decodeListingToken(token: string, streamArn: string): ListingPosition {
  const text = Buffer.from(token, 'base64').toString('utf8');
  const content = text.slice(CHECK_LENGTH);
  if (text.slice(0, CHECK_LENGTH) !== checkOf(content, streamArn)) {
    throw new KvsError('InvalidArgumentException', 'NextToken is invalid.');
  }
  const [type, startMs, endMs, seed, place, number] = tokenContent.parse(JSON.parse(content));
  return { selector: { type, startMs, endMs }, seed, place, number };
}
