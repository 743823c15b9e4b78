/** The value of a field before and after; it was not there where one is left out. */
export interface FieldChange {
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What somebody changed through the HTTP API. */
export interface Change {
  /** The stream that it is about; undefined where it is about none, or several. */
  readonly stream?: string | undefined;
  readonly atMs: number;
  /** API Gateway's, as its access log tells it too. */
  readonly requestId: string;
  /** A token's subject or the ARN of whoever signed. */
  readonly subject: string;
  readonly kind: 'user' | 'iam' | 'anyone';
  /** `PUT /v1/streams/{stream}`. */
  readonly route: string;
  /** Of path and query. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Of settings: what is different now. */
  readonly fields?: Readonly<Record<string, FieldChange>> | undefined;
  /** Of everything else: what was asked for. */
  readonly body?: unknown;
}
