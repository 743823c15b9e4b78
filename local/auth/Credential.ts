/** A pair of keys and who bears them. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `admin`, the name of a function, or the ARN of a role. */
  readonly principal: string;
}
