/** What a share opens: footage of the archive, a file of an export, one clip, or a package in its player. */
export type SharedThing =
  | { readonly kind: 'footage'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'export'; readonly exportId: string }
  | { readonly kind: 'clip'; readonly clipId: string }
  /** `ip`: who may have it, an IPv4 address or a block of them (CIDR); everybody without it. */
  | { readonly kind: 'package'; readonly packageId: string; readonly ip?: string };

/** A password as it is kept: scrypt of it, both in base64. */
export interface KeptPassword {
  readonly salt: string;
  readonly hash: string;
}

/** A link that somebody was sent. Its secret is kept nowhere. */
export interface ShareRecord {
  readonly shareId: string;
  /** Empty of a package that was made of an upload: it is of no stream. */
  readonly streamName: string;
  readonly thing: SharedThing;
  /** SHA-256 of the secret, hexadecimal: the secret is 256 bits of chance, so nothing is gained by a slower one. */
  readonly secretHash: string;
  readonly password?: KeptPassword;
  readonly createdMs: number;
  readonly createdBy: string;
  /** From then on it opens nothing. */
  readonly expiresMs: number;
  readonly revokedMs?: number;
  /** How often it was opened, and when last. */
  readonly opened: number;
  readonly lastOpenedMs?: number;
  /** Wrong passwords so far. */
  readonly refused: number;
}
