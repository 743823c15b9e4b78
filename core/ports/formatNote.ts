/** The note of the format that a ledger is in. */
export interface FormatNote {
  /** Undefined where there is none. */
  read(): Promise<unknown>;
  /** Notes it, unless a newer one stands. Answers whether it was noted. */
  write(format: number): Promise<boolean>;
}
