import { ERROR_KINDS, type ErrorKind } from '../../core/errors.ts';
import { EXIT, type ExitCode, exitCodeOfKind } from '../exitCode.ts';
import type { RunEnd } from './followRun.ts';

/** A run that lost footage is a finding; one that was asked for wrongly is usage; anything else may go through later. */
export function exitCodeOfRun({ status, error }: RunEnd): ExitCode {
  if (status === 'SUCCEEDED') return EXIT.ok;
  if (error === 'FragmentsLost') return EXIT.findings;
  if (error !== undefined && Object.hasOwn(ERROR_KINDS, error)) return exitCodeOfKind(error as ErrorKind);
  return EXIT.tryAgain;
}
