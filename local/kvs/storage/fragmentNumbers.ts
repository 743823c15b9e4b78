import { type FragmentNumber, fragmentNumber } from '../../../core/fragment.ts';

/*
 * The layout of a fragment number (observed on samples of the real service): a 157-bit integer, 47 decimal digits:
 * bit 156 is 1 | bits 92-155 counter, growing by one within a session and by a jump between sessions | bits 72-91
 * zero | bits 28-71 server timestamp in ms | bits 0-27 random. The counter leads, so numbers grow even when the clock
 * goes back.
 */
const TOP_BIT = 1n << 156n;
/** 20 bytes hold 157 bits. */
export const NUMBER_BYTES = 20;

/** Composes a fragment number. `counter` below 2^50 keeps it at 47 digits. */
export function composeFragmentNumber(counter: number, serverMs: number, random28: number): FragmentNumber {
  const value = TOP_BIT | (BigInt(counter) << 92n) | (BigInt(Math.max(0, serverMs)) << 28n) | BigInt(random28);
  return fragmentNumber(value.toString());
}

/** A number as 20 bytes, big-endian: bytewise order is numeric order. Undefined where it cannot be one of ours. */
export function packFragmentNumber(number: string): Buffer | undefined {
  if (!/^\d{47}$/.test(number)) return undefined;
  return Buffer.from(
    BigInt(number)
      .toString(16)
      .padStart(NUMBER_BYTES * 2, '0'),
    'hex',
  );
}

/** The number in 20 bytes. */
export function unpackFragmentNumber(packed: Uint8Array): FragmentNumber {
  return fragmentNumber(BigInt(`0x${Buffer.from(packed).toString('hex')}`).toString());
}
