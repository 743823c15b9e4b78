/** Keys that requests are signed with. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A running system and how to talk to it. */
export interface Installation {
  /** For people: an address, or `kvs-archiver-prod in eu-west-1`. */
  readonly place: string;
  /** Of the embedded stack, without a slash at its end; a stack in AWS has those of AWS. */
  readonly endpoint?: string;
  readonly region: string;
  /** Names and ARNs, as the stack outputs them. */
  readonly outputs: Readonly<Record<string, string>>;
  keys(): Promise<Keys>;
}
