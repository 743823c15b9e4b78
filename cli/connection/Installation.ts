/** Keys that requests are signed with. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A running system and how to talk to it. */
export interface Installation {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly region: string;
  /** Names and ARNs, as the stack outputs them. */
  readonly outputs: Readonly<Record<string, string>>;
  keys(): Promise<Keys>;
}
