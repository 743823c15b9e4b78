import { causeWords } from '../../core/runs/causeWords.ts';

/** An execution's error and cause for people: what functions said, without their stack traces. */
export function causeText(error: string | undefined, cause: string | undefined): string {
  const words = cause === undefined ? undefined : causeWords(cause);
  return [error, words].filter((part) => part !== undefined && part !== '').join(': ');
}
