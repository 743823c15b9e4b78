import type { SeededRandom } from './SeededRandom.ts';

/** Numbers at which sizes and counters turn over, in the widths that formats use. */
const EDGES = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff, 0x100, 0x3fff, 0x4000, 0x7fff, 0x8000, 0xffff];
const EDGES_32 = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
const MAX_ROUNDS = 6;
const MAX_BLOCK = 256;

type Mutation = (bytes: Buffer, random: SeededRandom, context: MutationContext) => Buffer;

interface MutationContext {
  readonly corpus: readonly Uint8Array[];
  readonly dictionary: readonly Uint8Array[];
}

const at = (bytes: Buffer, random: SeededRandom): number => random.below(bytes.length + 1);
const insert = (bytes: Buffer, place: number, more: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, place), more, bytes.subarray(place)]);
const overwrite = (bytes: Buffer, place: number, more: Uint8Array): Buffer => {
  const copy = Buffer.from(bytes);
  copy.set(more.subarray(0, Math.max(0, copy.length - place)), place);
  return copy;
};
const block = (bytes: Uint8Array, random: SeededRandom): Uint8Array => {
  const start = random.below(bytes.length);
  return bytes.subarray(start, start + 1 + random.below(MAX_BLOCK));
};

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    const place = random.below(copy.length);
    copy[place] = (copy[place] ?? 0) ^ (1 << random.below(8));
    return copy;
  },
  (bytes, random) => overwrite(bytes, random.below(bytes.length), Buffer.of(random.below(256))),
  (bytes, random) => overwrite(bytes, random.below(bytes.length), Buffer.of(random.pick(EDGES) & 0xff)),
  (bytes, random) => {
    const word = Buffer.alloc(2);
    word.writeUInt16BE(random.pick(EDGES) & 0xffff);
    return overwrite(bytes, random.below(bytes.length), word);
  },
  (bytes, random) => {
    const word = Buffer.alloc(4);
    word.writeUInt32BE(random.pick(EDGES_32));
    return overwrite(bytes, random.below(bytes.length), word);
  },
  (bytes, random) => {
    const start = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + random.below(MAX_BLOCK))]);
  },
  (bytes, random) => insert(bytes, at(bytes, random), block(bytes, random)),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  (bytes, random, { corpus }) => insert(bytes, at(bytes, random), block(random.pick(corpus), random)),
  (bytes, random, { corpus }) => {
    const other = random.pick(corpus);
    return Buffer.concat([bytes.subarray(0, at(bytes, random)), other.subarray(random.below(other.length + 1))]);
  },
  (bytes, random, { dictionary }) =>
    dictionary.length === 0 ? bytes : insert(bytes, at(bytes, random), random.pick(dictionary)),
  (bytes, random, { dictionary }) =>
    dictionary.length === 0 ? bytes : overwrite(bytes, random.below(bytes.length), random.pick(dictionary)),
];

/** A new input from an old one: a few mutations, one on the other. Never longer than `maxBytes`. */
export function mutate(
  input: Uint8Array,
  random: SeededRandom,
  context: MutationContext & { readonly maxBytes: number },
): Uint8Array {
  let bytes = Buffer.from(input);
  for (let rounds = 1 + random.below(MAX_ROUNDS); rounds > 0; rounds -= 1) {
    if (bytes.length === 0) bytes = Buffer.of(random.below(256));
    bytes = Buffer.from(random.pick(MUTATIONS)(bytes, random, context).subarray(0, context.maxBytes));
  }
  return bytes;
}
