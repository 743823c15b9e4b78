/** Something worth a line. `data` is what `--json` shows of it. */
export interface LiveLine {
  readonly type: string;
  readonly text: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Shows what the stack does, as it does it. */
export interface LiveView {
  say(line: LiveLine): void;
  /** Streams, fragments or watermarks have changed. */
  changed(): void;
  /** The last word; nothing is shown afterwards. */
  close(): void;
}
