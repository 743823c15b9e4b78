/** A conditional write that is receiving its body. */
export interface WriteUnderWay {
  /** Whether the object was deleted meanwhile: then the condition can no longer be judged. */
  readonly conflict: boolean;
  end(): void;
}

/**
 * The conditional writes under way on each object. Documented: user guide, "How to prevent object overwrites with
 * conditional writes": a write whose object is deleted before it completes gets 409 ConditionalRequestConflict.
 */
export class WritesUnderWay {
  readonly #writes = new Map<string, Set<{ conflict: boolean }>>();

  begin(name: string): WriteUnderWay {
    const write = { conflict: false };
    const writes = this.#writes.get(name) ?? new Set();
    this.#writes.set(name, writes.add(write));
    return {
      get conflict() {
        return write.conflict;
      },
      end: () => {
        writes.delete(write);
        if (writes.size === 0 && this.#writes.get(name) === writes) this.#writes.delete(name);
      },
    };
  }

  /** The object was deleted. */
  noteDeletion(name: string): void {
    for (const write of this.#writes.get(name) ?? []) write.conflict = true;
  }
}
