import type { System } from '../../core/system.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm hands on the Ctrl-C that the terminal has sent to us already: what follows so soon is the same one. */
const SAME_INTERRUPT_MS = 400;

/** Subscribes to Ctrl-C and its like. */
export function interrupts({ clock }: System): (listener: () => void) => () => void {
  return (listener) => {
    let lastMs = Number.NEGATIVE_INFINITY;
    const onSignal = () => {
      const now = clock.now();
      const same = now - lastMs < SAME_INTERRUPT_MS;
      lastMs = now;
      if (!same) listener();
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
    return () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    };
  };
}
