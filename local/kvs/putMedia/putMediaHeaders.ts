import type { IncomingHttpHeaders } from 'node:http';
import { constraintError, KvsError } from '../kvsError.ts';
import type { Input } from '../protocol/members.ts';

/** What the headers of a PutMedia request say (documented: PutMedia). */
export interface PutMediaHeaders {
  /** In the form that `namedStream` takes. */
  readonly stream: Input;
  readonly timecodeType: 'ABSOLUTE' | 'RELATIVE';
  /** Epoch milliseconds; what RELATIVE timecodes count from. */
  readonly producerStartMs: number;
}

/**
 * Reads the headers. The start timestamp is decimal epoch seconds; AWS's C SDK writes 5 ms as ".5", which reads as half
 * a second: so does this (assumed: the service reads a decimal number). With ABSOLUTE timecodes it may be absent, since
 * nothing uses it (assumed).
 * @throws KvsError InvalidArgumentException, naming the header.
 */
export function putMediaHeaders(headers: IncomingHttpHeaders): PutMediaHeaders {
  const timecodeType = single(headers, 'x-amzn-fragment-timecode-type');
  if (timecodeType !== 'ABSOLUTE' && timecodeType !== 'RELATIVE') {
    throw constraintError(
      'x-amzn-fragment-timecode-type',
      timecodeType,
      'Member must satisfy enum value set: [ABSOLUTE, RELATIVE]',
    );
  }
  const start = single(headers, 'x-amzn-producer-start-timestamp');
  if (start === undefined && timecodeType === 'RELATIVE') {
    throw new KvsError('InvalidArgumentException', 'The header x-amzn-producer-start-timestamp is missing.');
  }
  if (start !== undefined && !/^(\d{1,12}(\.\d{0,9})?|\.\d{1,9})$/.test(start)) {
    throw constraintError('x-amzn-producer-start-timestamp', start, 'Member must be a number of epoch seconds');
  }
  return {
    stream: {
      StreamName: single(headers, 'x-amzn-stream-name'),
      StreamARN: single(headers, 'x-amzn-stream-arn'),
    },
    timecodeType,
    producerStartMs: start === undefined ? 0 : Math.round(Number(start) * 1000),
  };
}

function single(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
