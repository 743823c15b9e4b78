import type { ProducerEvent } from './ProducerEvent.ts';
import type { ProducerSummary } from './ProducerSummary.ts';

/** Counts a run's events. */
export class Tally {
  #persisted = 0;
  #dropped = 0;
  #sentAgain = 0;
  #bytesSent = 0;
  #connections = 0;
  #firstMs: number | undefined;
  #lastMs: number | undefined;

  count(event: ProducerEvent): void {
    if (event.kind === 'connected') this.#connections += 1;
    else if (event.kind === 'dropped') this.#dropped += 1;
    else if (event.kind === 'sent') {
      this.#bytesSent += event.bytes;
      if (event.again) this.#sentAgain += 1;
    } else if (event.kind === 'persisted') {
      this.#persisted += 1;
      this.#firstMs ??= event.timecodeMs;
      this.#lastMs = event.timecodeMs;
    }
  }

  /** @param unpersisted what is left in the buffer. */
  summary(unpersisted: number): ProducerSummary {
    return {
      fragments: this.#persisted + this.#dropped + unpersisted,
      persisted: this.#persisted,
      dropped: this.#dropped,
      unpersisted,
      sentAgain: this.#sentAgain,
      bytesSent: this.#bytesSent,
      connections: this.#connections,
      firstMs: this.#firstMs,
      lastMs: this.#lastMs,
    };
  }
}
