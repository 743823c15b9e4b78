import { ArchiverError } from '../../core/errors.ts';

/** Nothing answers there, or it stopped in the middle. */
export function unreachable(endpoint: string, error: unknown): ArchiverError {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  const why = cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
  return new ArchiverError('Internal', `${endpoint} cannot be reached (${why}): is the stack running?`, {
    cause: error,
  });
}
