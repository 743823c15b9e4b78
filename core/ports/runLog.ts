/** What one pass over one stream did, for people to look at: Express executions keep no history. */
export interface PassRecord {
  readonly streamArn: string;
  readonly streamName: string;
  readonly runId: string;
  readonly executionArn: string;
  readonly pass: number;
  readonly kind: string;
  readonly endedMs: number;
  readonly windows: readonly { clock: string; startMs: number; endMs: number }[];
  readonly listed: number;
  readonly alreadyKnown: number;
  readonly planned: number;
  readonly clips: number;
  readonly bundles: number;
  readonly failedBundles: number;
  readonly gaps: number;
  /** Fragments that its clips hold, and the footage that they are. */
  readonly fragments?: number;
  readonly footageMs?: number;
  /** Stored by it, clips and bundles; of records of before, nothing is known. */
  readonly bytes?: number;
  /** Fragments of its window that found no place yet. */
  readonly unplanned?: number;
  readonly watermarkMs: number;
  readonly lagMs: number;
}

export interface RunLog {
  /** Writes the record of a pass; again is fine. */
  put(record: PassRecord): Promise<void>;
}

/** What was written of runs, read again. */
export interface RunRecords {
  /** The records of a run over a stream, in order of time. @param untilMs when it ended, if it has: nothing later is read */
  ofRun(streamArn: string, runId: string, sinceMs: number, untilMs?: number): AsyncIterable<PassRecord>;
  /**
   * The newest records of a stream since a moment, whatever their runs, newest first; at most `pages` calls of 1 MB each.
   * `complete` says whether these are all.
   */
  newest(
    streamArn: string,
    sinceMs: number,
    pages: number,
  ): Promise<{ readonly records: readonly PassRecord[]; readonly complete: boolean }>;
}

/** Tells the world; told twice is fine. */
export interface EventPublisher {
  publish(type: string, detail: Readonly<Record<string, unknown>>): Promise<void>;
}
