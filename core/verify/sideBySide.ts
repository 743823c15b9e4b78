/** Runs generators side by side, and yields what any of them has. */
export async function* sideBySide<Item>(
  generators: readonly AsyncGenerator<Item, void, undefined>[],
): AsyncGenerator<Item, void, undefined> {
  const next = (generator: AsyncGenerator<Item, void, undefined>) =>
    generator.next().then((result) => ({ generator, result }));
  const running = new Map(generators.map((generator) => [generator, next(generator)]));
  try {
    while (running.size > 0) {
      const { generator, result } = await Promise.race(running.values());
      if (result.done === true) running.delete(generator);
      else {
        running.set(generator, next(generator));
        yield result.value;
      }
    }
  } finally {
    await Promise.allSettled(running.values());
    await Promise.all(generators.map((generator) => generator.return()));
  }
}
