/** What came of a run. */
export interface ProducerSummary {
  /** Fragments that the source gave, and those that an earlier run had left in the spool. */
  readonly fragments: number;
  readonly persisted: number;
  /** Reported as lost, one `dropped` event each. */
  readonly dropped: number;
  /** Neither stored nor lost when the run was ended: with a spool they wait for the next run. */
  readonly unpersisted: number;
  /** Fragments that were written out more than once. */
  readonly sentAgain: number;
  readonly bytesSent: number;
  readonly connections: number;
  /** Producer time of the first and the last fragment that were stored. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
}
