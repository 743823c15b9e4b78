import { abortable } from '../abortable.ts';

/**
 * Works through a source, at most `limit` at once, and draws the next item only when there is room for it.
 * Returns when the source is at its end and all work is done. `work` must not reject.
 *
 * @param isOver asked before each draw: true leaves the rest of the source alone
 * @throws what the source throws, after the work under way has ended; the signal's reason when it is aborted
 */
export async function runBounded<T>(
  source: AsyncIterable<T>,
  limit: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
  isOver: () => boolean,
): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  const running = new Set<Promise<void>>();
  let wake: () => void = () => undefined;
  try {
    while (!isOver() && !signal.aborted) {
      if (running.size >= limit) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const drawn = await abortable(iterator.next(), signal);
      if (drawn.done === true) return;
      const task: Promise<void> = work(drawn.value).finally(() => {
        running.delete(task);
        wake();
      });
      running.add(task);
    }
  } finally {
    await Promise.all(running);
    // A source that hangs must not hold the run up: it is told to end, not waited for.
    iterator.return?.()?.catch(() => undefined);
  }
  signal.throwIfAborted();
}
