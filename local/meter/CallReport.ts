/** Calls of one operation by one caller. */
export interface CalledOperation {
  /** The function's name, the role's name where a machine itself calls, `client` for everybody else. */
  readonly caller: string;
  /** As the SDK client is called: `s3`, `kinesis-video-archived-media`. */
  readonly service: string;
  readonly operation: string;
  readonly calls: number;
  /** Of the requests' bodies, as announced. */
  readonly bytesIn: number;
  /** Of the answers, as they left: with their heads. */
  readonly bytesOut: number;
  /** DynamoDB request units, from the sizes of the items that were read and written; indexes are not counted. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface FunctionUse {
  readonly name: string;
  readonly memoryMb: number;
  readonly invocations: number;
  /** Sum and extremes, on this machine. */
  readonly milliseconds: number;
  readonly shortestMs: number;
  readonly longestMs: number;
  readonly gbSeconds: number;
  /** Written by the handlers: the platform's own lines are not among them. */
  readonly logBytes: number;
}

export interface ExecutionUse {
  readonly stateMachine: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** Executions that have ended; children of a distributed Map are executions of their own type. */
  readonly executions: number;
  /** States entered, and each retry of a task: what a Standard execution is charged for. */
  readonly transitions: number;
  /** Each rounded up to 100 ms, as Express executions are charged. */
  readonly billedMs: number;
}

/** What would stand on the bill, counted since the start or the last reset. */
export interface CallReport {
  /** UTC epoch milliseconds. */
  readonly sinceMs: number;
  readonly calls: readonly CalledOperation[];
  readonly functions: readonly FunctionUse[];
  readonly executions: readonly ExecutionUse[];
  /** Events of objects, by bucket. In AWS only those buckets give theirs to the event bus that are told to. */
  readonly bucketEvents: Readonly<Record<string, number>>;
}
