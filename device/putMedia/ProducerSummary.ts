/** What came of a run. */
export interface ProducerSummary {
  /** Fragments that the source gave. */
  readonly fragments: number;
  readonly persisted: number;
  /** Reported as lost, one `dropped` event each. */
  readonly dropped: number;
  /** Neither stored nor reported lost when the run was ended: the time to wait was over. */
  readonly unpersisted: number;
  /** Fragments that were written out more than once. */
  readonly sentAgain: number;
  readonly bytesSent: number;
  readonly connections: number;
  /** Producer time of the first and the last fragment that were stored. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
}
