/** A pair of keys and who bears them. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `admin`, the name of a function, or the ARN of a role. */
  readonly principal: string;
  /** Of credentials that end: what has to come with them, and what they stand for. */
  readonly temporary?: TemporaryCredential;
}

export interface TemporaryCredential {
  /** Sent as `X-Amz-Security-Token`. */
  readonly token: string;
  /** The name of the session: who acts in the role. */
  readonly name: string;
  /** Condition keys of each of its requests, in lower case. */
  readonly context: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly expiresMs: number;
}
