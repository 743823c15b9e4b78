/** How a producer is doing, at one moment. Times are epoch milliseconds. */
export interface ProducerStatus {
  /**
   * `connecting`: not yet, or between two connections. `sending`: connected. `waiting`: it could not send, and tries
   * again. `resting`: connected to nothing, since nothing waits to be sent.
   */
  readonly state: 'connecting' | 'sending' | 'waiting' | 'resting';
  /** What the connection carries; with `live-first` the live picture and the backlog take turns. */
  readonly lane?: 'all' | 'live' | 'backlog';
  /** Why it waits. */
  readonly because?: string;
  /** Since when it is in that state. */
  readonly sinceMs: number;
  /** Fragments that were written out whole and are not yet PERSISTED. */
  readonly inFlight: number;
  /** What waits to be PERSISTED, those in flight too. `oldestMs`: producer time of the oldest. */
  readonly waiting: { readonly fragments: number; readonly bytes: number; readonly oldestMs?: number };
  /** From the last byte of a fragment to its PERSISTED, over the last 256 fragments. */
  readonly ackMs?: { readonly median: number; readonly p95: number };
  /** What went out within the last ten seconds. */
  readonly bitsPerSecond: number;
  /** Since the start. */
  readonly persisted: number;
  readonly dropped: number;
  readonly sentAgain: number;
  readonly connections: number;
  /** Producer time of what was recorded, and stored, last. */
  readonly recordedMs?: number;
  readonly persistedMs?: number;
  /** The spool's disk is full or broken. */
  readonly trouble?: string;
}
