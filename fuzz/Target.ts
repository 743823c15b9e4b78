/** A short description of the answer, without what differs from input to input. */
export type Reached = string | undefined;

/** Something that takes bytes from outside, and what it promises whatever they are. */
export interface FuzzTarget {
  /** Inputs are no longer than this. */
  readonly maxBytes: number;
  /** What one input may make it allocate, in bytes: `base + perByte * input.length`. */
  readonly memory: { readonly base: number; readonly perByte: number };
  /** The first inputs: well-formed ones, so that mutations begin deep inside. */
  seeds(): Promise<readonly Uint8Array[]>;
  /** Words of the format; mutations put them in. */
  readonly dictionary?: readonly (string | Uint8Array)[];
  /** Before the first input. */
  open?(): Promise<void>;
  /**
   * Takes one input. Throws when a promise is broken: an error of the vocabulary is an answer and no finding. What it
   * answers in words, if it does, counts as reached like a block of code: for what runs out of sight.
   */
  run(input: Uint8Array): Reached | Promise<Reached>;
  /** After the last input. */
  close?(): Promise<void>;
}

/** A broken promise. */
export class Finding extends Error {
  override readonly name = 'Finding';
}
