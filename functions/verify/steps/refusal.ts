import { isArchiverError } from '../../../core/errors.ts';

/** What a reader of bytes says against them; nothing where it takes them. @throws what is none of our errors */
export function refusal(read: () => void): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (isArchiverError(error, 'Corrupt') || isArchiverError(error, 'Truncated')) return error.message;
    throw error;
  }
}
