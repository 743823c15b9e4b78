import type { System } from '../../core/system.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm hands on the Ctrl-C that the terminal has sent to us already: what follows so soon is the same one. */
const SAME_INTERRUPT_MS = 400;
const PARENT_WATCH_MS = 500;

/**
 * Subscribes to Ctrl-C and its like.
 *
 * @param underNpm whether npm has started this process: a signal to npm ends the shell between npm and us and is not
 *   handed on by it (observed: npm 10 with dash), so a parent that is gone is an interrupt too
 */
export function interrupts({ clock }: System, underNpm: boolean): (listener: () => void) => () => void {
  return (listener) => {
    let lastMs = Number.NEGATIVE_INFINITY;
    const interrupt = () => {
      const now = clock.now();
      const same = now - lastMs < SAME_INTERRUPT_MS;
      lastMs = now;
      if (!same) listener();
    };
    for (const signal of SIGNALS) process.on(signal, interrupt);
    const stopWatching = underNpm ? watchParent(interrupt) : () => undefined;
    return () => {
      for (const signal of SIGNALS) process.off(signal, interrupt);
      stopWatching();
    };
  };
}

/** Calls once when the parent process has ended; never where the platform does not tell. */
function watchParent(onGone: () => void): () => void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onGone();
  }, PARENT_WATCH_MS);
  watch.unref();
  return () => clearInterval(watch);
}
