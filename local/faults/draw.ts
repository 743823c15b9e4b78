import { createHash } from 'node:crypto';

/**
 * A number in [0, 1) for one call of one rule. It hangs on nothing but its arguments, so that the order in which calls
 * of other rules happen to come changes no rule's chances.
 */
export function draw(seed: number, rule: number, call: number): number {
  return createHash('sha256').update(`${seed}:${rule}:${call}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** Bytes to be mixed into others by XOR: none of them is zero, so that every byte they meet is changed. */
export function* corruption(seed: number, rule: number, call: number): Generator<number, never> {
  for (let block = 0; ; block++) {
    for (const byte of createHash('sha256').update(`${seed}:${rule}:${call}:${block}`).digest()) yield byte || 0xff;
  }
}
