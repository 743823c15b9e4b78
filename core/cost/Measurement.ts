/** What a camera sends, and how it is archived. */
export interface Traffic {
  /** Megabits a second. */
  readonly mbps: number;
  readonly fragmentSeconds: number;
  readonly windowSeconds: number;
  /** As the setting of a stream: whether bundles are kept beside the clips. */
  readonly fragments: 'all' | 'none';
  /** As the setting of a stream: with `fragments`, one read makes both files. */
  readonly source: 'clip' | 'fragments';
}

/** Calls of one operation by one caller. */
export interface MeasuredCall {
  /** A function's or a role's name, without service and stage. */
  readonly caller: string;
  readonly service: string;
  readonly operation: string;
  readonly calls: number;
  /** Bytes of the answers. */
  readonly bytesOut: number;
  /** DynamoDB request units. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface MeasuredFunction {
  readonly name: string;
  readonly memoryMb: number;
  readonly invocations: number;
  readonly milliseconds: number;
  readonly logBytes: number;
}

/** What one tick called for one stream: the machine's execution, and the child that went through the stream. */
export interface MeasuredPass {
  readonly calls: readonly MeasuredCall[];
  readonly functions: readonly MeasuredFunction[];
  readonly standardTransitions: number;
  readonly expressExecutions: number;
  /** Each rounded up to 100 ms. */
  readonly expressMs: number;
  /** Events that the archive bucket gave to the event bus. */
  readonly bucketEvents: number;
}

export interface MeasuredPoint {
  readonly traffic: Traffic;
  /** A tick that archived one window. Times are those of the quickest of several windows. */
  readonly window: MeasuredPass;
}

/** A run of `npm run bench -- cost`. */
export interface Measurement {
  /** RFC 3339. */
  readonly measuredAt: string;
  readonly machine: string;
  readonly conditions: string;
  readonly points: readonly MeasuredPoint[];
  /** A tick that found a stream whose interval was not over. */
  readonly idle: MeasuredPass;
}
