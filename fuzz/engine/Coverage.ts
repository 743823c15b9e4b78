import { type Profiler, Session } from 'node:inspector';
import type { ReachedSet } from './fuzzLoop.ts';

/** Counts are told apart by their power of two, up to this one: a loop that runs 1,000 or 1,001 times is the same. */
const MAX_POWER = 8;

/**
 * Which blocks of a script have run, and about how often, by V8's own precise coverage (Inspector protocol, Profiler
 * domain). Synchronous within its thread.
 */
export class Coverage implements ReachedSet {
  readonly #session = new Session();
  readonly #isOurs: (url: string) => boolean;
  readonly #seen = new Set<string>();

  /** @param isOurs which scripts count, by URL */
  constructor(isOurs: (url: string) => boolean) {
    this.#isOurs = isOurs;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** How many blocks at how many powers of two have been seen. */
  get size(): number {
    return this.#seen.size;
  }

  /** What has run since the last call that had never run so often: how many such blocks. */
  news(): number {
    let fresh = 0;
    for (const script of this.#take()) {
      if (!this.#isOurs(script.url)) continue;
      for (const { ranges } of script.functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count === 0) continue;
          const feature = `${script.scriptId}:${startOffset}:${endOffset}:${Math.min(MAX_POWER, 32 - Math.clz32(count))}`;
          if (this.#seen.has(feature)) continue;
          this.#seen.add(feature);
          fresh += 1;
        }
      }
    }
    return fresh;
  }

  /** Notes what a target says it has reached; 1 where that is new. */
  note(reached: string | undefined): number {
    if (reached === undefined || this.#seen.has(reached)) return 0;
    this.#seen.add(reached);
    return 1;
  }

  close(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  #take(): readonly Profiler.ScriptCoverage[] {
    let taken: readonly Profiler.ScriptCoverage[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error !== null) throw error;
      taken = result;
    });
    return taken;
  }
}
