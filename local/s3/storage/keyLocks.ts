/** One task at a time for each name, in the order they came. */
export class KeyLocks {
  readonly #tails = new Map<string, Promise<void>>();

  async runExclusive<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(name);
    const { promise: done, resolve } = withResolver();
    this.#tails.set(name, done);
    await before;
    try {
      return await task();
    } finally {
      resolve();
      if (this.#tails.get(name) === done) this.#tails.delete(name);
    }
  }
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
