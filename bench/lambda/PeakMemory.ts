import { readFile, writeFile } from 'node:fs/promises';

const SAMPLE_MS = 2;

/** The highest resident set of this process: by the kernel's mark where that can be set back (Linux), else sampled. */
export class PeakMemory {
  #byKernel = false;
  #sampled = 0;
  readonly #timer = setInterval(() => this.#sample(), SAMPLE_MS).unref();

  /** Begins anew. */
  async reset(): Promise<void> {
    try {
      // man 5 proc: 5 sets VmHWM back to what is resident now.
      await writeFile('/proc/self/clear_refs', '5');
      this.#byKernel = true;
    } catch {
      this.#byKernel = false; // Not Linux, or not allowed: the timer has to do.
    }
    this.#sampled = 0;
    this.#sample();
  }

  async read(): Promise<{ peakRssBytes: number; peakBy: 'kernel' | 'sampling' }> {
    this.#sample();
    if (!this.#byKernel) return { peakRssBytes: this.#sampled, peakBy: 'sampling' };
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile('/proc/self/status', 'utf8'))?.[1];
    return { peakRssBytes: Number(kib) * 1024, peakBy: 'kernel' };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    this.#sampled = Math.max(this.#sampled, process.memoryUsage.rss());
  }
}
