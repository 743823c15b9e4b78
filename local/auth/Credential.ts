/** A pair of keys and who bears them. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `admin`, or the name of a function. */
  readonly principal: string;
}
