import { type ArchiverError, type ErrorKind, isArchiverError } from '../core/errors.ts';

/** What the command line's exit codes mean. */
export const EXIT = { ok: 0, findings: 1, usage: 2, tryAgain: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** 1: footage is not what it should be. 2: the caller can put it right. 3: the same call may go through later. */
const OF_KIND: Readonly<Record<ErrorKind, ExitCode>> = {
  InvalidInput: EXIT.usage,
  NotFound: EXIT.usage,
  AccessDenied: EXIT.usage,
  Expired: EXIT.findings,
  UnsupportedMedia: EXIT.findings,
  Corrupt: EXIT.findings,
  Truncated: EXIT.tryAgain,
  Throttled: EXIT.tryAgain,
  NotYetAvailable: EXIT.tryAgain,
  Conflict: EXIT.tryAgain,
  LeaseLost: EXIT.tryAgain,
  Internal: EXIT.tryAgain,
};

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): ExitCode {
  return isArchiverError(error) ? exitCodeOfKind(error.kind) : EXIT.tryAgain;
}

export function exitCodeOfKind(kind: ArchiverError['kind']): ExitCode {
  return OF_KIND[kind];
}
