import type { HistoryEvent } from './HistoryEvent.ts';
import { detailsField } from './HistoryEvent.ts';
import { StateFailure } from './StateFailure.ts';

/** An execution's numbered events. */
export class History {
  #lastId: number;
  readonly #limit: number;
  readonly #now: () => number;
  readonly #onEvent: (event: HistoryEvent) => void;

  /**
   * @param limit the number of events at which the execution fails.
   * @param lastId the last event of an execution that is redriven
   */
  constructor(now: () => number, onEvent: (event: HistoryEvent) => void, limit: number, lastId = 0) {
    this.#lastId = lastId;
    this.#now = now;
    this.#onEvent = onEvent;
    this.#limit = limit;
  }

  /**
   * Adds an event and returns its id. The last place is kept for the event that ends the execution.
   * @throws StateFailure States.Runtime, which nothing catches, when the history is full (name and text: assumed).
   */
  add(type: string, previousEventId: number, details?: Readonly<Record<string, unknown>>): number {
    const ends = type.startsWith('Execution');
    if (!ends && this.isFull) {
      throw new StateFailure(
        'States.Runtime',
        `The execution reached the maximum number of history events (${this.#limit}).`,
      );
    }
    this.#lastId += 1;
    const event = { id: this.#lastId, previousEventId, timestamp: this.#now(), type };
    this.#onEvent(details === undefined ? event : { ...event, [detailsField(type)]: details });
    return this.#lastId;
  }

  get isFull(): boolean {
    return this.#lastId >= this.#limit - 1;
  }
}

/** One branch's way through the history: each event names the one before it in its own branch. */
export class Trail {
  readonly #history: History;
  #previous: number;

  constructor(history: History, previous = 0) {
    this.#history = history;
    this.#previous = previous;
  }

  record(type: string, details?: Readonly<Record<string, unknown>>): number {
    this.#previous = this.#history.add(type, this.#previous, details);
    return this.#previous;
  }

  /** Records what is told of a failure; left out where the history is full, since the failure itself matters more. */
  note(type: string, details?: Readonly<Record<string, unknown>>): void {
    if (!this.#history.isFull) this.record(type, details);
  }

  /** A trail that goes on from here by itself. */
  branch(): Trail {
    return new Trail(this.#history, this.#previous);
  }
}
