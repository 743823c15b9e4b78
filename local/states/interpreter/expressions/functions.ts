import { createHash } from 'node:crypto';
import type { System } from '../../../../core/system.ts';

/** Names of $hash's algorithms. Documented: developer guide, "JSONata functions provided by Step Functions". */
const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
/** The longest $range. Documented: intrinsic States.ArrayRange, at most 1,000 items. */
const LONGEST_RANGE = 1000;

/** A failed function call, in the form in which jsonata reports its own. */
function functionError(message: string): Error {
  return new RangeError(message);
}

function partition(array: unknown, size: unknown): unknown[][] {
  if (!Array.isArray(array)) throw functionError('$partition: the first argument must be an array');
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) {
    throw functionError('$partition: the second argument must be a positive integer');
  }
  const chunks: unknown[][] = [];
  for (let start = 0; start < array.length; start += size) chunks.push(array.slice(start, start + size));
  return chunks;
}

function range(first: unknown, last: unknown, step: unknown): number[] {
  const integers = [first, last, step].every((value) => typeof value === 'number' && Number.isInteger(value));
  if (!integers || step === 0) throw functionError('$range: takes three integers, the step not 0');
  const [from, to, by] = [Number(first), Number(last), Number(step)];
  const count = Math.max(0, Math.floor((to - from) / by) + 1);
  if (count > LONGEST_RANGE) throw functionError(`$range: at most ${LONGEST_RANGE} items`);
  return Array.from({ length: count }, (_, index) => from + index * by);
}

function hash(data: unknown, algorithm: unknown): string {
  const name = typeof algorithm === 'string' ? ALGORITHMS[algorithm] : undefined;
  if (typeof data !== 'string') throw functionError('$hash: the first argument must be a string');
  if (name === undefined) throw functionError(`$hash: one of ${Object.keys(ALGORITHMS).join(', ')}`);
  return createHash(name).update(data, 'utf8').digest('hex');
}

/** A number in [0, 1) that depends on the seed alone (which one AWS gives for a seed is not documented). */
function seeded(seed: number): number {
  const digest = createHash('sha256').update(String(seed)).digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

/**
 * The functions that Step Functions adds to JSONata or changes in it, bound for each evaluation.
 * Documented: developer guide, "JSONata functions provided by Step Functions". $now, $millis and $shuffle are JSONata's
 * own, on the injected clock and randomness.
 */
export function stepFunctionsBindings(system: System): Readonly<Record<string, unknown>> {
  const nowMs = system.clock.now();
  return {
    partition,
    range,
    hash,
    random: (seed?: unknown) => (typeof seed === 'number' ? seeded(seed) : system.random.fraction()),
    uuid: () => system.random.uuid(),
    parse: (text: unknown) => {
      if (typeof text !== 'string') throw functionError('$parse: takes a string of JSON');
      return JSON.parse(text) as unknown;
    },
    eval: () => {
      throw functionError('$eval is not supported; use $parse');
    },
    now: () => new Date(nowMs).toISOString(),
    millis: () => nowMs,
    shuffle: (array: unknown) => {
      if (!Array.isArray(array)) return array;
      const shuffled = [...array];
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = Math.floor(system.random.fraction() * (last + 1));
        [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
      }
      return shuffled;
    },
  };
}
