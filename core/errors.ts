/**
 * The one vocabulary of errors. State machines name them in `ErrorEquals`, the HTTP API maps them to status codes,
 * the CLI to exit codes. Names are string literals: a minified bundle renames classes.
 */
export const ERROR_KINDS = {
  /** A quota was hit; the same call may go through later. */
  Throttled: { retryable: true },
  /** The named thing does not exist. */
  NotFound: { retryable: false },
  /** It exists but cannot be read yet (listing lag). */
  NotYetAvailable: { retryable: true },
  /** It has left KVS's retention, or a link is past its time. */
  Expired: { retryable: false },
  /** A body ended before its end, or held less than was asked for. */
  Truncated: { retryable: true },
  /** KVS, or no MP4, can hold this media. */
  UnsupportedMedia: { retryable: false },
  /** A condition on a write did not hold: somebody else was first. */
  Conflict: { retryable: true },
  /** Another run has taken the stream over. */
  LeaseLost: { retryable: false },
  /** Bytes are not what they must be. */
  Corrupt: { retryable: false },
  /** The caller's input is wrong; the message names the field. */
  InvalidInput: { retryable: false },
  /** The credentials do not allow it. */
  AccessDenied: { retryable: false },
  /** Anything that we did not foresee, and failures inside AWS. */
  Internal: { retryable: true },
} as const;

export type ErrorKind = keyof typeof ERROR_KINDS;

/**
 * An error of the vocabulary. `name` is the kind, so that a Lambda reports it as `errorType` and a state machine can
 * match it; `cause` keeps what lay below.
 */
export class ArchiverError extends Error {
  readonly kind: ErrorKind;
  readonly retryable: boolean;
  /** Facts that help whoever reads it; never secrets. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    kind: ErrorKind,
    message: string,
    options: { cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = kind;
    this.kind = kind;
    this.retryable = ERROR_KINDS[kind].retryable;
    this.details = options.details ?? {};
  }
}

/** Whether `error` is of the vocabulary, and of that kind where one is named. */
export function isArchiverError(error: unknown, kind?: ErrorKind): error is ArchiverError {
  return error instanceof ArchiverError && (kind === undefined || error.kind === kind);
}

/** For the end of a switch over a closed union. */
export function assertNever(value: never): never {
  throw new ArchiverError('Internal', `unexpected value ${JSON.stringify(value)}`);
}
