/** One action on one resource that a call needs; a call may need several. */
export interface AccessRequest {
  /** `s3:GetObject`. */
  readonly action: string;
  /** An ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** Condition keys of the request, in lower case. A key that is not there is absent, not empty. */
  readonly context?: Readonly<Record<string, string>>;
}
