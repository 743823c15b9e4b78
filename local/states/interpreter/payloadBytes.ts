import { MAX_PAYLOAD_BYTES } from '../limits.ts';
import { StateFailure } from './StateFailure.ts';

/** The size of a value as UTF-8 JSON. */
export function payloadBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? 'null');
}

/**
 * Refuses what is over the payload limit. @throws StateFailure States.DataLimitExceeded
 * @param what "The state/task 'X' returned a result" and the like
 */
export function checkPayload(value: unknown, what: string): void {
  if (payloadBytes(value) > MAX_PAYLOAD_BYTES) {
    throw new StateFailure(
      'States.DataLimitExceeded',
      `${what} with a size exceeding the maximum number of bytes service limit.`,
    );
  }
}
