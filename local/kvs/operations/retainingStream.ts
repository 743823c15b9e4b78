import { KvsError } from '../kvsError.ts';
import type { Input } from '../protocol/members.ts';
import type { Stream } from '../streams/Stream.ts';
import { namedStream } from './namedStream.ts';
import type { Call } from './Operation.ts';

/**
 * The stream that a request names, which must keep its data.
 * @throws KvsError NoDataRetentionException where its retention is 0 (documented: service model), and those of `namedStream`
 */
export async function retainingStream(input: Input, call: Call): Promise<Stream> {
  const stream = await namedStream(input, call);
  if (stream.description.retentionHours > 0) return stream;
  throw new KvsError('NoDataRetentionException', `The stream ${stream.description.name} does not retain data.`);
}
