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
  readonly watermarkMs: number;
  readonly lagMs: number;
}

export interface RunLog {
  /** Writes the record of a pass; again is fine. */
  put(record: PassRecord): Promise<void>;
}

/** Tells the world; told twice is fine. */
export interface EventPublisher {
  publish(type: string, detail: Readonly<Record<string, unknown>>): Promise<void>;
}
