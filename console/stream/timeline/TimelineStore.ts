import type { Viewport } from './model/Viewport.ts';

/** What a timeline shows and where one is in it; all times are producer time in UTC epoch milliseconds. */
export interface TimelineState {
  readonly viewport: Viewport;
  /** The moment that is played. */
  readonly playheadMs: number;
  /** The moment under the pointer. */
  readonly hoverMs: number | undefined;
  readonly selection: { readonly fromMs: number; readonly toMs: number } | undefined;
}

/**
 * The state of a timeline outside of React: it changes sixty times a second while somebody scrubs or plays, and only
 * the canvas follows each change. Views subscribe to what they show (`useTimeline`).
 */
export class TimelineStore {
  #state: TimelineState;
  readonly #listeners = new Set<() => void>();

  constructor(state: TimelineState) {
    this.#state = state;
  }

  get = (): TimelineState => this.#state;

  set = (change: Partial<TimelineState>): void => {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
