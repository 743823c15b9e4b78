import { MAX_PAYLOAD_BYTES, MAX_VARIABLES_BYTES } from '../limits.ts';
import { payloadBytes } from './payloadBytes.ts';
import { StateFailure } from './StateFailure.ts';

/**
 * Variables of one (sub-)machine. Documented: developer guide, "Variable scope": an inner scope (Parallel branch, inline
 * Map iteration) reads the outer ones and assigns only its own; siblings do not see each other; a distributed Map's
 * children see nothing of the outside.
 */
export class Scope {
  readonly #parent: Scope | undefined;
  readonly #values = new Map<string, unknown>();
  /** Bytes of all values, shared by every scope of the execution. */
  readonly #use: { bytes: number };

  constructor(parent?: Scope) {
    this.#parent = parent;
    this.#use = parent === undefined ? { bytes: 0 } : parent.#use;
  }

  /** Every visible variable by name. */
  bindings(): Record<string, unknown> {
    const outer = this.#parent === undefined ? {} : this.#parent.bindings();
    return Object.assign(outer, Object.fromEntries(this.#values));
  }

  /** Sets variables, all or none of them. @throws StateFailure States.DataLimitExceeded (name: assumed). */
  assign(values: Readonly<Record<string, unknown>>): void {
    let growth = 0;
    let assigned = 0;
    for (const [name, value] of Object.entries(values)) {
      const bytes = payloadBytes(value);
      assigned += bytes;
      growth += bytes - (this.#values.has(name) ? payloadBytes(this.#values.get(name)) : 0);
    }
    if (assigned > MAX_PAYLOAD_BYTES || this.#use.bytes + growth > MAX_VARIABLES_BYTES) {
      throw new StateFailure(
        'States.DataLimitExceeded',
        `The variables ${Object.keys(values).join(', ')} exceed the size that Assign, or all variables together, may have.`,
      );
    }
    this.#use.bytes += growth;
    for (const [name, value] of Object.entries(values)) this.#values.set(name, value);
  }

  /** Gives a finished branch's space back. */
  release(): void {
    for (const value of this.#values.values()) this.#use.bytes -= payloadBytes(value);
    this.#values.clear();
  }
}
