/** Times and sizes of a producer. */
export interface ProducerSettings {
  /** Bytes of fragments that are kept in memory until they are PERSISTED, where there is no spool. */
  readonly bufferBytes: number;
  /** Longest wait for the service to accept a call. */
  readonly connectTimeoutMs: number;
  /** A connection with something unacknowledged on it that stays silent for so long is dead. */
  readonly staleMs: number;
  /** A connection is renewed at the first fragment boundary after this, less up to a tenth. */
  readonly renewAfterMs: number;
  /** Longest wait for acknowledgements after the last fragment, when all is sent or the producer is stopped. */
  readonly finishWithinMs: number;
  /** A connection is ended after so long without a fragment; the next one opens another. */
  readonly restAfterMs: number;
  /** Live first: footage that is so much older than the newest is backlog. */
  readonly liveWindowMs: number;
  /** Live first: for how long the backlog has its turn before the live picture that came meanwhile. */
  readonly backlogTurnMs: number;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** First wait after the service refused a second connection of the stream. */
  readonly connectionTakenMs: number;
}

/**
 * The service ends a connection after 45 minutes and one that brings nothing after 30 s of IDLE (documented: service
 * quotas; PutMedia).
 */
export const DEFAULT_PRODUCER_SETTINGS: ProducerSettings = {
  bufferBytes: 48 * 1_024 * 1_024,
  connectTimeoutMs: 10_000,
  staleMs: 30_000,
  renewAfterMs: 40 * 60_000,
  finishWithinMs: 15_000,
  restAfterMs: 20_000,
  liveWindowMs: 30_000,
  backlogTurnMs: 4_000,
  firstRetryMs: 500,
  longestRetryMs: 30_000,
  connectionTakenMs: 5_000,
};
