/** A call that the command line makes, tried. */
export interface TriedCall {
  /** As a policy names it: `states:DescribeStateMachine`. */
  readonly action: string;
  /** What was said where it failed. */
  readonly failure?: { readonly denied: boolean; readonly message: string };
}

/** The streams, counted. */
export interface FleetCounts {
  readonly streams: number;
  readonly paused: number;
  readonly behind: readonly string[];
  readonly silent: readonly string[];
  readonly losingSoon: readonly string[];
}

/** A quota, how much of it the fleet uses, and where its figure is from. */
export interface QuotaUse {
  readonly name: string;
  readonly used: number;
  readonly quota: number;
  readonly unit: string;
  readonly from: 'Service Quotas' | 'the documentation';
}

/** Everything about the whole that the rules look at. Undefined: it could not be learned, and a call says why. */
export interface StackFacts {
  readonly nowMs: number;
  readonly region: string;
  readonly calls: readonly TriedCall[];
  readonly machine?: { readonly status: string };
  /** The last executions that were started, the newest first. */
  readonly runs?: readonly { readonly status: string; readonly startMs: number; readonly name: string }[];
  readonly fleet?: FleetCounts;
  readonly deadLetters?: number;
  /** Gaps that can still be filled, counted up to some hundreds, and when the first of them leaves KVS. */
  readonly openGaps?: { readonly count: number; readonly soonestMs?: number };
  /** The schedule, where it can be asked. */
  readonly schedule?: { readonly enabled: boolean };
  readonly quotas: readonly QuotaUse[];
  /** Outputs that the stack should have and has not. */
  readonly missingOutputs: readonly string[];
  /** Regions that the resources' ARNs name. */
  readonly regions: readonly string[];
}
