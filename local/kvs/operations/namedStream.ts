import { KvsError } from '../kvsError.ts';
import { type Input, optionalString } from '../protocol/members.ts';
import type { Stream } from '../streams/Stream.ts';
import { admit, type Call } from './Operation.ts';

/** Documented: service model, StreamName. */
export const STREAM_NAME = { min: 1, max: 256, pattern: /^[a-zA-Z0-9_.-]+$/ } as const;
/** Documented: service model, StreamARN. */
export const STREAM_ARN = {
  min: 1,
  max: 1024,
  pattern: /^arn:[a-z\d-]+:kinesisvideo:[a-z0-9-]+:[0-9]+:[a-z]+\/[a-zA-Z0-9_.-]+\/[0-9]+$/,
} as const;

/**
 * The stream that a request names by `StreamName` or `StreamARN`, the call admitted.
 * @throws KvsError InvalidArgumentException for both or neither (documented), ResourceNotFoundException.
 */
export async function namedStream(input: Input, call: Call): Promise<Stream> {
  const name = optionalString(input, 'StreamName', STREAM_NAME);
  const arn = optionalString(input, 'StreamARN', STREAM_ARN);
  const stream = pick(name, arn, call);
  await admit(call, stream);
  return stream;
}

function pick(name: string | undefined, arn: string | undefined, call: Call): Stream {
  const { streams } = call.context;
  if (name !== undefined && arn === undefined) return streams.byName(name);
  if (arn !== undefined && name === undefined) return streams.byArn(arn);
  throw new KvsError(
    'InvalidArgumentException',
    name === undefined
      ? 'Either StreamName or StreamARN must be specified.'
      : 'StreamName and StreamARN must not both be specified.',
  );
}
