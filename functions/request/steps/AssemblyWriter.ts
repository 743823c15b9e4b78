import { createHash } from 'node:crypto';
import type { Assembly, ObjectAssembler } from '../../../core/ports/objectAssembler.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';

/** 10,000 parts (S3's bound) of 16 MiB are 156 GiB. */
const PART_BYTES = 16 * 1024 * 1024;

/** Writes one long object part by part; memory holds one part. Its bytes are summed up as they go. */
export class AssemblyWriter {
  readonly #assembler: ObjectAssembler;
  readonly #assembly: Assembly;
  readonly #hash = createHash('sha256');
  readonly #part = Buffer.allocUnsafe(PART_BYTES);
  #filled = 0;
  #number = 0;
  #bytes = 0;

  private constructor(assembler: ObjectAssembler, assembly: Assembly) {
    this.#assembler = assembler;
    this.#assembly = assembly;
  }

  static async open(assembler: ObjectAssembler, place: ObjectPlace, contentType: string): Promise<AssemblyWriter> {
    return new AssemblyWriter(assembler, await assembler.begin(place, contentType));
  }

  /** Takes bytes; they may be reused by the caller afterwards. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const taken = Math.min(PART_BYTES - this.#filled, bytes.length - at);
      this.#part.set(bytes.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === PART_BYTES) await this.#send();
    }
  }

  /** Makes the object visible. */
  async complete(): Promise<{ bytes: number; sha256: string }> {
    if (this.#filled > 0 || this.#number === 0) await this.#send();
    const parts = [];
    for await (const part of this.#assembler.parts(this.#assembly)) parts.push(part);
    await this.#assembler.complete(this.#assembly, parts);
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  /** Gives it up, and frees its parts. */
  abort(): Promise<void> {
    return this.#assembler.abort(this.#assembly);
  }

  async #send(): Promise<void> {
    this.#number += 1;
    await this.#assembler.putPart(this.#assembly, this.#number, this.#part.subarray(0, this.#filled));
    this.#filled = 0;
  }
}
