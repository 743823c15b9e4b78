/** What a link opens: each kind opens its own door and no other. */
export type LinkKind = 'archive' | 'share' | 'export';

/** What a link lets its bearer see, and until when. Times are UTC epoch milliseconds. */
export interface Link {
  readonly kind: LinkKind;
  readonly stream: string;
  /** The footage it is about, in producer time: [fromMs, toMs); open at its end where `toMs` is absent. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** From then on it opens nothing. */
  readonly expiresMs: number;
  /** Of the share or export it stands for, where it stands for one. */
  readonly id?: string;
}
